"""Where and when there were more complaints than elsewhere at that time: the hot spots."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...complaints import ObservedComplaints
from ...language import _, date, interval, number, percent
from ...results import Finding
from .._html import fill, paragraph
from .words import certainty_at, column_of, column_words, owner_of, sure_at_alpha, text_of

__all__ = ["no_rises", "place_of", "rise_findings", "rise_title", "subject"]

GOES_ON = pd.Timedelta(days=14)
"""Days before the end of the data at which a hot spot has not ended for sure."""
UNLIKELY = 0.05


def place_of(observed: ObservedComplaints, spots: pd.DataFrame) -> str:
    """Return the column whose values were compared: the place, or the cause where there is one place."""
    return observed.place if observed.place in spots and observed.places > 1 else observed.cause


def subject(observed: ObservedComplaints, row: Any, place: str) -> str:
    """Return what a hot spot is about: "bill, West"."""
    cause = row.get(observed.cause, "") if place != observed.cause else ""
    return _(", ").join(text_of(one) for one in (cause, row[place]) if text_of(one))


def rise_findings(
    observed: ObservedComplaints,
    spots: pd.DataFrame | None,
    *,
    owners: pd.DataFrame | None = None,
    alpha: float = 0.01,
) -> list[Finding]:
    """Say where complaints about what rose, from when to when, by how much, and who owns the process.

    Parameters
    ----------
    spots : DataFrame or None
        `cx.complaints.complaint_rises`; None where nothing could be compared.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    alpha : float
        Chance of a false alarm that was allowed for.
    """
    if spots is None:
        return []
    place = place_of(observed, spots)
    known = spots[spots["complaints"].notna()]
    return [_rise(observed, row, place, owners, alpha) for row in known.to_dict("records")]


def _rise(
    observed: ObservedComplaints, row: Any, place: str, owners: pd.DataFrame | None, alpha: float
) -> Finding:
    usual = float(row["expected_complaints"])
    aspect = text_of(row[observed.cause]) if observed.cause in row else ""
    belongs = owner_of(owners, aspect, row[place])
    certainty = certainty_at(float(row["p"]), alpha)
    span = f"{row['first_day']:%Y-%m-%d}/{row['last_day']:%Y-%m-%d}"
    return Finding(
        finding="complaints.rise", metric="excess_complaints", dimension=column_of(place),
        group=text_of(row[place]), aspect=aspect, period=span,
        sentence=_sentence(observed, row, place, belongs, certainty),
        direction="weakness", certainty=certainty, value=float(row["complaints"]), value_versus=usual,
        estimate=float(row["excess"]), low=usual * (float(row["low"]) - 1),
        high=usual * (float(row["high"]) - 1), n=int(row["complaints"]), p_adjusted=float(row["p"]),
        level=float(row["level"]), impact=float(row["excess"]), impact_metric="excess_complaints",
        action=_action(observed, row, place), **belongs,
    )  # fmt: skip


def _sentence(
    observed: ObservedComplaints, row: Any, place: str, belongs: dict[str, Any], certainty: str
) -> Markup:
    ratio = float(row["estimate"])
    digits = 0 if ratio >= 10 else 1
    message = _(
        "<strong>{subject}</strong>: {n} complaints from {first} to {last}, where {usual} were usual "
        "({ratio} times as many, interval {limits}; {sure})."
    )
    said = [
        fill(
            message, subject=subject(observed, row, place), n=number(row["complaints"], 0),
            first=date(row["first_day"]), last=date(row["last_day"]),
            usual=number(row["expected_complaints"], 1), ratio=number(ratio, digits),
            limits=interval(row["low"], row["high"], digits), sure=sure_at_alpha(certainty),
        )
    ]  # fmt: skip
    if belongs:
        said.append(fill(_("Process {process}, owner {owner}."), **belongs))
    state = _state(observed, row)
    words = {
        "lasts": _("It goes on."),
        "eased": _("Since then there have been fewer, but still more than usual."),
        "over": _("It is over."),
        "open": _("Whether it is over is not yet known."),
    }
    said.append(fill(words[state]))
    return Markup(" ").join(said)


def _state(observed: ObservedComplaints, row: Any) -> str:
    """Tell whether a hot spot lasts: to the end of the data, or beyond the longest window that was looked at.

    Afterwards complaints come as usual ("over"), more often than that ("lasts", or "eased" where they are
    fewer than within), or too few days are known to tell ("open"; Poisson, one-sided 5 %).
    """
    if observed.last is None:
        return "over"
    if row["last_day"] + GOES_ON > observed.last:
        return "lasts"
    from scipy.stats import poisson

    days = (observed.last - row["last_day"]) / pd.Timedelta(days=1)
    length = (row["last_day"] - row["first_day"]) / pd.Timedelta(days=1) + 1
    inside, usual = (float(row[name]) * days / length for name in ("complaints", "expected_complaints"))
    after = _after(observed, row)
    fewer = poisson.cdf(after, inside) < UNLIKELY
    if poisson.sf(after - 1, usual) < UNLIKELY:
        return "eased" if fewer else "lasts"
    return "over" if fewer else "open"


def _after(observed: ObservedComplaints, row: Any) -> int:
    """Count the complaints of a hot spot's place and cause after its last day."""
    frame = observed.frame
    when = frame[observed.time]
    naive = when.dt.tz_localize(None) if when.dt.tz is not None else when
    there = naive >= row["last_day"] + pd.Timedelta(days=1)
    for column in (observed.place, observed.cause):
        if column in row and text_of(row[column]):
            there &= frame[column].eq(row[column])
    return int(there.sum())


def _action(observed: ObservedComplaints, row: Any, place: str) -> str:
    subject_ = subject(observed, row, place)
    if _state(observed, row) in ("lasts", "open"):
        text = _("{subject}: find out now what changed since {first}, and stop it")
    else:
        text = _("{subject}: find out what went wrong from {first} to {last}, and rule it out")
    return text.format(subject=subject_, first=date(row["first_day"]), last=date(row["last_day"]))


def rise_title(observed: ObservedComplaints, spots: pd.DataFrame) -> str:
    """Return the title of the chart of a cause that a hot spot is about."""
    row: Any = spots.iloc[0]
    place = place_of(observed, spots)
    return _("{subject}: out of the ordinary from {first} to {last}").format(
        subject=subject(observed, row, place),
        first=date(row["first_day"]),
        last=date(row["last_day"]),
    )


def no_rises(observed: ObservedComplaints, spots: pd.DataFrame | None, *, alpha: float) -> Markup | str:
    """Say that nothing stands out, and against what that was looked for."""
    if spots is None or len(spots):
        return ""
    place = place_of(observed, spots)
    message = _(
        "No {place} had more complaints about anything for some weeks than the others at that time. A rise "
        "everywhere at once would not show here but in the comparison of the periods. The chance of a "
        "false alarm is {alpha}."
    )
    return paragraph(
        fill(message, place=column_words(place), alpha=percent(alpha, 0 if alpha >= 0.01 else 1))
    )
