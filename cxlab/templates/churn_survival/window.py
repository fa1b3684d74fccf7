"""Who was observed, from when to when, and by what rule somebody counts as lost."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import N_, _, date, interval, ngettext, number, percent
from ...survival import FollowUp
from .._html import fill, paragraph, together

__all__ = ["gap_sensitivity", "window"]

REASONS = {
    "no start": N_("no start"),
    "end before start": N_("end before start"),
    "start after observed_until": N_("start after the last day observed"),
    "end before observed_from": N_("end before the first day observed"),
    "no time at risk": N_("left on the first day observed"),
    "first seen within the gap": N_("first seen too soon after the data begin, may have bought before"),
}


def window(follow_up: FollowUp) -> Markup:
    """Say from when to when customers were observed, who entered late and who could not be used."""
    how = {"tenure": _tenures, "dates": _dates, "purchases": _bought}[follow_up.kind]
    return together(
        paragraph(*how(follow_up)), paragraph(_left_out(follow_up.frame)) if follow_up.dated else Markup("")
    )


def _tenures(follow_up: FollowUp) -> list[Markup | str]:
    return [
        _("The data holds tenures but no dates: each customer counts as observed from the first day on."),
        _(
            "If customers who left long ago are missing from it, all shares below are too favourable, "
            "and nothing in the data could show it."
        ),
        _unknown(follow_up.frame),
        _blanks(follow_up.blank_outcomes),
    ]


def _blanks(k: int) -> Markup | str:
    said = ngettext(
        "The column of leavers marks only those who left; {k} customer with an empty cell was taken to be "
        "still there.",
        "The column of leavers marks only those who left; {k} customers with an empty cell were taken to be "
        "still there.",
        k,
    )
    return fill(said, k=number(k)) if k else ""


def _unknown(frame: pd.DataFrame) -> Markup | str:
    k = int((frame["duration"].isna() | frame["event"].isna()).sum())
    said = ngettext(
        "Of {k} customer tenure or whether they left is not known.",
        "Of {k} customers tenure or whether they left is not known.",
        k,
    )
    return fill(said, k=number(k)) if k else ""


def _dates(follow_up: FollowUp) -> list[Markup | str]:
    assert follow_up.days is not None
    usable = follow_up.frame[follow_up.frame["duration"].notna()]
    days = {"first": date(follow_up.days[0]), "last": date(follow_up.days[1])}
    late = float((usable["entry"] > 0).mean()) if len(usable) else 0.0
    how = "" if follow_up.days_given else _(
        "These days are read off the data: from the month of the first end to the last start, or an end soon "
        "after it. Where they are known, give them (parameters observed_from, observed_until)."
    )  # fmt: skip
    if not late:
        return [fill(_("Customers were observed from {first} to {last}."), **days), how]
    sentence = _(
        "Customers were observed from {first} to {last}. {late} of them had come before: they are counted "
        "from the tenure they had then, because those who had left by then are not in the data."
    )
    return [fill(sentence, late=percent(late, 0), **days), how]


def _bought(follow_up: FollowUp) -> list[Markup | str]:
    assert follow_up.days is not None
    usable = follow_up.frame[follow_up.frame["duration"].notna()]
    back = int(usable["returned"].sum())
    rule = _(
        "Purchases were observed from {first} to {last}. Nobody signs off here: a customer counts as lost "
        "who bought nothing for {gap} days, on the day on which that is certain."
    )
    returned = ngettext(
        "{k} customer bought again later and counts as lost all the same.",
        "{k} customers bought again later and count as lost all the same.",
        back,
    )
    cohort = _(
        "New customers came in the first {gap} days only, so they are taken for a cohort that is known from "
        "its first purchase."
    )
    return [
        fill(
            rule,
            first=date(follow_up.days[0]),
            last=date(follow_up.days[1]),
            gap=number(follow_up.gap_days, 0),
        ),
        fill(cohort, gap=number(follow_up.gap_days, 0)) if follow_up.one_cohort else "",
        fill(returned, k=number(back)) if back else "",
    ]


def _left_out(frame: pd.DataFrame) -> Markup | str:
    out = frame.loc[frame["duration"].isna(), "excluded"].value_counts()
    if out.empty:
        return ""
    said = ngettext(
        "{n} customer cannot be used ({reasons}).",
        "{n} customers cannot be used ({reasons}).",
        int(out.sum()),
    )
    reasons = ", ".join(f"{_(REASONS.get(str(why), str(why)))}: {number(int(n))}" for why, n in out.items())
    return fill(said, n=number(int(out.sum())), reasons=reasons)


def gap_sensitivity(table: pd.DataFrame, gap_days: float) -> Markup:
    """Say how much the choice of the gap decides.

    Parameters
    ----------
    table
        `cxlab.inactivity_sensitivity`.
    gap_days
        The gap that the report uses.
    """
    row = table.iloc[(table["gap_days"] - gap_days).abs().argmin()]
    if not row["n"]:
        return paragraph(fill(_("With a gap of {gap} days nobody is lost."), gap=number(gap_days, 0)))
    said = _(
        "With the gap of {gap} days {lost} of {customers} customers are lost; {share} of them ({interval}) "
        "bought again. Between the shortest and the longest gap tried, {least} to {most} customers are lost: "
        "the figures below hold for this gap only."
    )
    return paragraph(
        fill(
            said, gap=number(gap_days, 0), lost=number(int(row["n"])),
            customers=number(int(row["customers"])), share=percent(row["estimate"], 0),
            interval=interval(row["low"], row["high"], 0, as_percent=True),
            least=number(int(table["n"].min())), most=number(int(table["n"].max())),
        ),
        _("Those lost last have had least time to come back, so the true share is somewhat higher."),
    )  # fmt: skip
