"""How long customers stay, and whether groups differ."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, p_value, percent
from ...results import Finding, certainty_of
from .._html import bullets, fill, paragraph, together
from .phases import set_by_rule
from .words import category_words, group_name, trait_column, trait_words

__all__ = ["curve", "groups", "groups_found", "limits_in_months"]


def limits_in_months(row: pd.Series) -> str:
    """Return the interval of a tenure in months, open to the top where it has no upper limit."""
    if pd.isna(row["low"]):
        return ""
    if pd.isna(row["high"]):
        return ngettext("at least {low} month", "at least {low} months", round(row["low"])).format(
            low=number(row["low"], 0)
        )
    return _("{interval} months").format(interval=interval(row["low"], row["high"], 0))


def curve(retained: pd.DataFrame, median: pd.DataFrame, *, ruled: bool = False) -> Markup:
    """Say what share of customers stays for how long.

    Parameters
    ----------
    retained : DataFrame
        `cxlab.survival_curve` at a few tenures.
    median : DataFrame
        One row of `cxlab.median_survival`.
    ruled : bool
        Whether the rule for a loss decides the tenures, so that none is quoted.
    """
    from ...plots.survival import AT_LEAST

    if ruled:
        return paragraph(set_by_rule())
    sure = retained["estimate"].notna() & (retained["time"] > 0) & (retained["at_risk"] >= AT_LEAST)
    known = retained[sure]
    if known.empty:
        return paragraph(_("Too few customers were observed to say how long they stay."))
    told = [_still_there(row) for _i, row in known.iterrows()]
    sentence = fill(
        _("Of all new customers, these shares are still there: {told}."), told=Markup(", ").join(told)
    )
    return paragraph(sentence, _half(median.iloc[0]))


def _still_there(row: pd.Series) -> Markup:
    said = ngettext(
        "{share} after {n} month ({interval})", "{share} after {n} months ({interval})", round(row["time"])
    )
    return fill(said, share=percent(row["estimate"]), n=number(row["time"], 0), interval=_share_limits(row))


def _half(row: pd.Series) -> Markup | str:
    if pd.isna(row["estimate"]):
        return _(
            "More than half were still there at the longest tenure that can be judged, so no median is given."
        )
    said = ngettext(
        "Half of them have left after {median} month ({interval}).",
        "Half of them have left after {median} months ({interval}).",
        round(row["estimate"]),
    )
    return fill(said, median=number(row["estimate"], 0), interval=limits_in_months(row) or _("no interval"))


def _share_limits(row: pd.Series) -> str:
    if pd.isna(row["low"]):  # the curve has not fallen yet, or nobody is left
        return _("nobody had left by then") if row["estimate"] == 1 else _("nobody was left by then")
    return interval(row["low"], row["high"], as_percent=True)


def groups_found(trait: pd.Series | None, retained: pd.DataFrame | None, *, modelled: bool) -> list[Finding]:
    """Say that the groups of the telling trait differ, where no model says so already.

    Parameters
    ----------
    trait : Series or None
        First row of `cx.survival.telling_traits`.
    retained : DataFrame or None
        `cxlab.survival_curve` of its groups at one tenure.
    modelled : bool
        Whether a model tells it, trait by trait.
    """
    if trait is None or retained is None or modelled or pd.isna(trait["p"]):
        return []
    known = retained[retained["estimate"].notna()].sort_values("estimate")
    level = float(retained["level"].iloc[0])
    certainty = certainty_of(trait["p_adjusted"], trait["p"], level=level)
    if len(known) < 2 or certainty == "open":
        return []
    name = str(trait["trait"])
    column = name if name in known else f"{name}_"
    worst, best = known.iloc[0], known.iloc[-1]
    said = ngettext(
        "Customers with {trait} <strong>{group}</strong> leave soonest: {share} are still there after {n} "
        "month, {rest} of those with {best}.",
        "Customers with {trait} <strong>{group}</strong> leave soonest: {share} are still there after {n} "
        "months, {rest} of those with {best}.",
        round(worst["time"]),
    )
    sentence = fill(
        said, trait=trait_words(name), group=category_words(worst[column]), share=percent(worst["estimate"]),
        n=number(worst["time"], 0), rest=percent(best["estimate"]), best=category_words(best[column]),
    )  # fmt: skip
    return [
        Finding(
            finding="churn.group", metric="survival", dimension=trait_column(name),
            group=group_name(worst[column]), sentence=sentence, direction="weakness",
            certainty=certainty, value=float(worst["estimate"]), value_versus=float(best["estimate"]),
            estimate=float(worst["estimate"] - best["estimate"]), n=int(worst["n"]),
            p_adjusted=float(trait["p_adjusted"]), level=level,
        )
    ]  # fmt: skip


def no_groups() -> str:
    """Say why groups are not compared where no trait splits customers into some."""
    return _("The customers carry no segments, so groups cannot be compared.")


def groups(trait: pd.Series, retained: pd.DataFrame) -> Markup:
    """Say whether groups of customers stay equally long.

    Parameters
    ----------
    trait : Series
        First row of `cx.survival.telling_traits`.
    retained : DataFrame
        `cxlab.survival_curve` of its groups at one tenure.
    """
    name = str(trait["trait"])
    known = retained[retained["estimate"].notna()].sort_values("estimate", ascending=False)
    if pd.isna(trait["p"]) or len(known) < 2:
        return paragraph(_("The groups are too small, or too few of them left, to be compared."))
    if trait["p_adjusted"] < 1 - float(retained["level"].iloc[0]):
        verdict = _("The groups of “{factor}” stay differently long ({p}).")
    else:
        verdict = _("The groups of “{factor}” do not differ by more than chance explains ({p}).")
    hidden = retained["note"].str.startswith("suppressed").any()
    factor = trait_words(name, starts=True)
    return together(
        paragraph(fill(verdict, factor=factor, p=p_value(trait["p_adjusted"], prefix=True))),
        bullets(_group(row, name) for _i, row in known.iterrows()),
        paragraph(
            _("Each group by itself, from the first day on: the groups may differ in other traits as well."),
            _("Groups of too few customers are not shown.") if hidden else "",
        ),
    )


def _group(row: pd.Series, factor: str) -> Markup:
    n = int(row["n"])
    line = ngettext(
        "<strong>{group}</strong>: {share} still there after {n} months ({interval}; {customers} customer)",
        "<strong>{group}</strong>: {share} still there after {n} months ({interval}; {customers} customers)",
        n,
    )
    column = factor if factor in row.index else f"{factor}_"
    return fill(
        line, group=category_words(row[column]), share=percent(row["estimate"]), n=number(row["time"], 0),
        interval=_share_limits(row), customers=number(n),
    )  # fmt: skip
