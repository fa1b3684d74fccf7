"""Groups against the rest: segments, channels, touchpoints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number
from ...results import Finding
from .._against_rest import only_by_contrast, rest_finding, told_once
from .._html import comparisons, fill, in_words, paragraph

__all__ = ["group_findings", "group_table", "not_shown", "stands_out", "telling_first"]

MOST_LIKELY = 2  # of what may be chance among so many comparisons


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


def telling_first(factors: Iterable[str], compared: pd.DataFrame | None) -> list[str]:
    """Return the factors, those with the surest difference first: a reader need not look for it.

    Parameters
    ----------
    factors : list of str
        In the order in which those without a significant difference stay.
    compared : DataFrame or None
        `cxlab.nps_compare`.
    """
    if compared is None:
        return list(factors)
    sure = compared[compared["p_adjusted"] < 1 - compared["level"]]
    best = sure.groupby("factor")["p_adjusted"].min()
    return sorted(factors, key=lambda name: best.get(name, 1.0))


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


def group_findings(
    compared: pd.DataFrame | None,
    *,
    places: Sequence[str] = (),
    shares: Mapping[str, pd.Series] | None = None,
    owners: pd.DataFrame | None = None,
    period: str = "",
) -> list[Finding]:
    """Say which groups differ from the rest, what each is worth on the score of all, and who owns it.

    Parameters
    ----------
    compared : DataFrame or None
        `cxlab.nps_compare` against the rest.
    places : list of str
        Columns of channels and touchpoints: their findings are called "nps.channel", all others "nps.group".
    shares : dict of Series, optional
        Per factor, the share of each group in the answers of the latest period, for what it is worth there;
        by default that in the comparison.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    period : str, optional
        When those compared answered, where the headline speaks of a shorter time.
    """
    if compared is None:
        return []
    tested = told_once(compared, metric="nps")
    tested = tested[tested["p_adjusted"].notna() & ~only_by_contrast(tested, metric="nps")]
    different = tested[tested["p"] < 1 - tested["level"]]
    found = []
    for _i, row in different.sort_values("estimate", kind="stable").iterrows():
        share = (shares or {}).get(row["factor"], pd.Series(dtype=float)).get(row["group"], row["share"])
        # What the score of all would gain if the group came up to the rest.
        impact = float(row["estimate"] * share)
        belongs: dict[str, Any] = {"impact": impact, "impact_metric": "nps", "action": _action(row)}
        belongs |= _owner(str(row["group"]), owners) | {"period": period}
        finding = "nps.channel" if row["factor"] in places else "nps.group"
        found.append(rest_finding(row, finding=finding, metric="nps", kind="points", **belongs))
    likely = [one for one in found if one.certainty != "shown"]
    best = sorted(likely, key=lambda one: -abs(one.impact or 0.0))[:MOST_LIKELY]
    return [one for one in found if one.certainty == "shown" or one in best]


def _action(row: pd.Series) -> str:
    """Return what to do about a group that is surely below the rest."""
    if row["estimate"] >= 0 or not row["p_adjusted"] < 1 - row["level"]:
        return ""
    text = _("{group} ({factor}): find out and remedy the causes")
    return str(fill(text, group=row["group"], factor=in_words(row["factor"])))


def _owner(group: str, owners: pd.DataFrame | None) -> dict[str, str]:
    if owners is None:
        return {}
    own = owners[owners["touchpoint"].astype(str).str.strip().str.casefold() == group.strip().casefold()]
    if own.empty:
        return {}
    row = own.iloc[0]
    return {"touchpoint": str(row["touchpoint"]), "process": str(row["process"]), "owner": str(row["owner"])}


def not_shown(compared: pd.DataFrame | None) -> Markup | str:
    """Say how many groups were compared without a difference, and how many are too small to be shown."""
    if compared is None or compared["n_versus"].eq(0).fillna(False).all():  # a hidden number is not 0
        return ""
    tested = told_once(compared, metric="nps")
    tested = tested[tested["p_adjusted"].notna()]
    alike = int((tested["p"] >= 1 - tested["level"]).sum())
    hidden = int(compared["note"].str.startswith("suppressed").sum())
    parts = []
    if alike:
        reach = float((tested["high"] - tested["low"]).max()) / 2
        text = ngettext(
            "Of {comparisons}, {k} shows no significant difference; differences of up to {reach} points may "
            "go unnoticed in the smallest groups.",
            "Of {comparisons}, {k} show no significant difference; differences of up to {reach} points may "
            "go unnoticed in the smallest groups.",
            alike,
        )
        told = {"comparisons": comparisons(len(tested)), "k": number(alike), "reach": number(reach, 0)}
        parts.append(fill(text, **told))
    if hidden:
        text = ngettext(
            "{k} group is suppressed for privacy (too few answers, or derivable).",
            "{k} groups are suppressed for privacy (too few answers, or derivable).",
            hidden,
        )
        parts.append(fill(text, k=number(hidden)))
    parts += _by_contrast(tested)
    return paragraph(*parts) if parts else ""


def _by_contrast(tested: pd.DataFrame) -> list[Markup]:
    """Say which groups are above the rest only since a group that is told of pulls the rest down."""
    rows = tested[only_by_contrast(tested, metric="nps")]
    text = _("{group} ({factor}) is above the rest only because the rest contains {low}.")
    return [
        fill(
            text,
            group=row["group"],
            factor=in_words(row["factor"]),
            low=_low(tested, row),
        )
        for _i, row in rows.iterrows()
    ]


def _low(tested: pd.DataFrame, row: pd.Series) -> str:
    own = tested[(tested["factor"] == row["factor"]) & (tested["estimate"] < 0)]
    return ", ".join(map(str, own.loc[own["p_adjusted"] < 1 - own["level"], "group"]))
