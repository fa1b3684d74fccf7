"""TOWS: which strengths and weaknesses meet which opportunities and threats."""

from __future__ import annotations

import pandas as pd

from .judgements import SwotFile
from .scopes import plain
from .synthesis import Swot

__all__ = ["tows"]

STRATEGIES = {
    ("strength", "opportunity"): "SO",
    ("weakness", "opportunity"): "WO",
    ("strength", "threat"): "ST",
    ("weakness", "threat"): "WT",
}
PAIR = [
    *("strategy", "shared_by", "sentence", "sentence_versus", "priority", "wording", "evidence"),
    *("evidence_versus", "judgement"),
]


def tows(found: Swot, *, people: SwotFile | None = None) -> pd.DataFrame:
    """Pair inner and outer entries that share an aspect, a process or a touchpoint.

    The pair is found; what to make of it is people's to say (`strategies` of ``swot.yml``).

    Parameters
    ----------
    found
        As `swot` returns it.
    people
        As `swot_analysis.load_swot` returns it.

    Returns
    -------
    DataFrame
        A row per pair, by strategy (SO, WO, ST, WT) and priority (that of the weaker side): strategy,
        shared_by, sentence (inner), sentence_versus (outer), priority, wording (empty until people write it),
        evidence, evidence_versus, judgement (one side at least is one).

    References
    ----------
    Weihrich, H. (1982). The TOWS matrix: a tool for situational analysis. Long Range Planning 15.

    Examples
    --------
    >>> from cxlab.results import Finding
    >>> from cxlab.swot_analysis import swot
    >>> told = {"metric": "review_rating", "certainty": "shown", "aspect": "service"}
    >>> found = [
    ...     Finding(finding="competitors.own", sentence="Our service is weak.", direction="weakness", **told),
    ...     Finding(finding="competitors.position", sentence="Rival is strong.", direction="neutral",
    ...             group="Rival", estimate=0.9, value_versus=3.2, **told),
    ... ]
    >>> tows(swot(found))[["strategy", "shared_by", "sentence_versus"]]
      strategy shared_by   sentence_versus
    0       WT   service  Rival is strong.
    """
    rows = found.entries.to_dict("records")
    said = {(str(one.strategy), plain(one.shared)): one.wording for one in (people or SwotFile()).strategies}
    pairs = []
    for inner in rows:
        for outer in rows:
            strategy = STRATEGIES.get((inner["swot_field"], outer["swot_field"]))
            shared = _shared(inner, outer) if strategy else ""
            if not strategy or not shared:
                continue
            pairs.append({
                "strategy": strategy, "shared_by": shared, "sentence": inner["sentence"],
                "sentence_versus": outer["sentence"], "priority": min(inner["priority"], outer["priority"]),
                "wording": said.get((strategy, plain(shared)), ""), "evidence": inner["evidence"],
                "evidence_versus": outer["evidence"], "judgement": bool(inner["judgement"] or
                outer["judgement"]),
            })  # fmt: skip
    table = pd.DataFrame(pairs, columns=PAIR)
    order = table["strategy"].map({name: place for place, name in enumerate(STRATEGIES.values())})
    table = table.assign(order=order).sort_values(
        ["order", "priority"], ascending=[True, False], kind="stable"
    )
    return table[PAIR].reset_index(drop=True)


def _shared(inner: dict, outer: dict) -> str:
    """Return the aspect, process or touchpoint that two entries share, as the inner one calls it."""
    for name in ("aspect", "process", "touchpoint"):
        if plain(inner[name]) and plain(inner[name]) == plain(outer[name]):
            return str(inner[name])
    return ""
