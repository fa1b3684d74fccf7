"""Groups against the rest: segments, channels, touchpoints."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, p_value, signed
from .._html import bullets, comparisons, fill, in_words, paragraph, together

__all__ = ["channels", "group_table", "segments", "stands_out"]


def stands_out(groups: pd.Series, compared: pd.DataFrame, factor: str) -> pd.Series:
    """Return which of the groups of a factor differ significantly from the rest.

    Parameters
    ----------
    groups : Series
        The groups in the order of the figure.
    compared : DataFrame
        `cxlab.nps_compare`.
    factor : str
        Column of the groups.
    """
    sure = (compared["factor"] == factor) & (compared["p_adjusted"] < 1 - compared["level"])
    return groups.isin(compared.loc[sure, "group"])


def group_table(
    scores: Mapping[str, pd.DataFrame], unweighted: Mapping[str, pd.DataFrame] | None = None
) -> pd.DataFrame:
    """Stack the groups of all factors: factor, group, n, unweighted score, weighted score and its interval.

    Without weights there is one score, called estimate.

    Parameters
    ----------
    scores, unweighted : dict of DataFrame
        Per factor, `cxlab.nps` with and without weights and clusters; None where nothing is weighted.
    """
    tables = []
    for factor, table in scores.items():
        groups = table[factor].map(str, na_action="ignore").fillna(_("not stated"))
        parts = {"factor": in_words(factor, starts=True), "group": groups, "n": table["n"]}
        if unweighted is None:
            parts["estimate"] = table["estimate"]
        else:
            plain = table[[factor]].merge(unweighted[factor][[factor, "estimate"]], on=factor, how="left")
            # What is hidden in one column must not be told by the other.
            shown = plain["estimate"].where(table["estimate"].notna().to_numpy()).to_numpy()
            parts |= {"unweighted": shown, "weighted": table["estimate"]}
        tables.append(pd.DataFrame(parts | {name: table[name] for name in ("low", "high", "note", "level")}))
    return pd.concat(tables, ignore_index=True)


def segments(compared: pd.DataFrame | None) -> Markup:
    """Say which segments differ from the rest, corrected for the number of comparisons."""
    if compared is None:
        return paragraph(_("The answers carry no segments, so groups cannot be compared."))
    return _against_rest(compared)


def channels(compared: pd.DataFrame | None) -> Markup:
    """Say which channels and touchpoints differ from the rest."""
    if compared is None:
        return paragraph(_("The answers name no channel and no touchpoint, so none can be compared."))
    return _against_rest(compared)


def _told_once(compared: pd.DataFrame) -> pd.DataFrame:
    """Return comparisons without mirrored ones: of two groups that are each other's rest, the lower one."""
    pair = compared.groupby("factor", sort=False)["factor"].transform("size") == 2
    mirrored = pair & compared["versus"].eq("rest") & compared["p_adjusted"].notna()
    upper = compared["estimate"].gt(0) | (compared["estimate"].eq(0) & compared.duplicated("factor"))
    return compared[~(mirrored & upper)]


def _against_rest(compared: pd.DataFrame) -> Markup:
    compared = _told_once(compared)
    tested = compared[compared["p_adjusted"].notna()]
    if compared["n_versus"].eq(0).fillna(False).all():  # a hidden number is not 0
        return paragraph(_("The answers name fewer than two groups, so there is nothing to compare."))
    if tested.empty:
        return paragraph(
            _("No group has enough answers to be compared with the rest."), _suppressed(compared)
        )
    different = tested[tested["p_adjusted"] < 1 - tested["level"]].sort_values("estimate", kind="stable")
    if different.empty:
        return _none_differs(tested, compared)
    sentence = ngettext(
        "Corrected for {comparisons}, {m} group differs from the rest by more than chance explains:",
        "Corrected for {comparisons}, {m} groups differ from the rest by more than chance explains:",
        len(different),
    )
    return together(
        paragraph(fill(sentence, comparisons=comparisons(len(tested)), m=number(len(different)))),
        bullets(_difference(row) for _i, row in different.iterrows()),
        paragraph(
            _suppressed(compared),
            _("A difference between groups is an association; it does not tell its cause."),
        ),
    )


def _none_differs(tested: pd.DataFrame, compared: pd.DataFrame) -> Markup:
    reach = (tested["high"] - tested["low"]).max() / 2
    sentence = ngettext(
        "The one group compared differs from the rest by no more than chance explains.",
        "None of the {k} groups compared differs from the rest by more than chance explains.",
        len(tested),
    )
    caution = _(
        "That does not prove the groups alike: the widest interval reaches {reach} points to either side."
    )
    return paragraph(
        fill(sentence, k=number(len(tested))), fill(caution, reach=number(reach, 0)), _suppressed(compared)
    )


def _difference(row: pd.Series) -> Markup:
    sentence = _(
        "{factor} <strong>{group}</strong>: {estimate} against {rest} in the rest, a difference of "
        "{difference} points (interval {interval}; {p}; n = {n})"
    )
    return fill(
        sentence,
        factor=in_words(row["factor"], starts=True),
        group=row["group"],
        estimate=number(row["value"], 1),
        rest=number(row["value_versus"], 1),
        difference=signed(row["estimate"], 1),
        interval=interval(row["low"], row["high"], 1),
        p=p_value(row["p_adjusted"], prefix=True),
        n=number(int(row["n"])),
    )


def _suppressed(compared: pd.DataFrame) -> Markup | str:
    hidden = int(compared["note"].str.startswith("suppressed").sum())
    if not hidden:
        return ""
    sentence = ngettext(
        "{k} group is not shown: it has too few answers.",
        "{k} groups are not shown: too few answers, or such a group could be computed from theirs.",
        hidden,
    )
    return fill(sentence, k=number(hidden))
