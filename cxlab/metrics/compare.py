"""Which segments differ: each against the rest, one of them, each other, or the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine.instants import refuse_text_dates
from cxlab.engine.tally import as_keys, label_of
from cxlab.errors import BadParameter, UnknownName
from cxlab.results import protected, suppress_like
from cxlab.stats import Difference, adjust_p, net_difference
from cxlab.text import Text

from ._answers import Answers
from ._clusters import note_few_clusters
from ._groups import NO_VARIATION, Notes, check_options, suppressed
from ._net import NetScores, band, count_scores, net_scores
from ._side_pairs import PairedClusters, SidePairs, count_pairs
from ._two_sides import TwoSides, joint_difference

__all__ = ["nps_compare"]

_FIGURES = ("value", "value_versus", "estimate", "low", "high", "se", "statistic", "p", "p_adjusted")
_COUNTS = ("n", "n_versus", "missing")
_COLUMNS = (
    *("factor", "group", "versus", "metric", *_FIGURES, "share", *_COUNTS),
    *("correction", "comparisons", "note", "method", "level"),
)
_METHODS = ("adjusted_wald", "wald")
_AGAINST = ("rest", "pairwise", "previous")
_OWN, _REST, _NOWHERE = 0, 1, -1


def nps_compare(
    data: Any,
    *,
    by: Any,
    against: Any = "rest",
    correction: str = "holm",
    score: str = "nps",
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    scale: tuple[int, int] | None = None,
    min_n: int = 5,
    method: str = "adjusted_wald",
    level: float = 0.95,
) -> pd.DataFrame:
    """Differences between the Net Promoter Scores of segments, with p-values corrected for their number.

    Parameters
    ----------
    by
        Segment columns or `period`s. Several are compared one after the other (not crossed), as one family
        of tests.
    against
        "rest": each segment against all other answers (never against the total it is part of); "pairwise";
        "previous": each against the one before it in order, for periods; or a segment's value, for each other
        against it.
    correction
        "holm" (family-wise error), "bh" (false discovery rate) or "none".
    method
        "adjusted_wald" or "wald". With clusters the standard error of the difference is CR1 on what each
        cluster contributes to both sides, so that clusters may cross segments; test and interval hold with
        few and with very unequal clusters (see `cxlab.stats.few_clusters`). A side of one cluster has no
        test, one of fewer than five a note.
    data, score, weight, cluster, missing_codes, scale, min_n, level
        As for `nps`. Answers without a segment take no part.

    Returns
    -------
    DataFrame
        factor (column compared), group, versus, metric ("nps_difference"), value, value_versus (the two
        scores), estimate (their observed difference, in points), low, high, se, statistic, p, p_adjusted (all
        of the difference), share (of the group in both sides, weighted), n, n_versus, missing (rows without a
        valid answer or segment), correction, comparisons (tests corrected for), note, method, level. A side
        below `min_n` keeps its row but joins no test. Two rows whose sides are swapped (of two segments, each
        is the other's rest) are one test with the other sign, corrected for as one.

    Raises
    ------
    BadParameter
        `method` is not known, or `by` names no column.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"shop": ["A"] * 100 + ["B"] * 100, "nps": [10] * 50 + [8] * 30 + [3] * 20
    ...                         + [10] * 40 + [8] * 30 + [3] * 30})
    >>> nps_compare(answers, by="shop", against="B")[["group", "versus", "estimate", "p"]].round(4)
      group versus  estimate       p
    0     A      B      20.0  0.0832
    """
    check_options(level, min_n, correction)
    if method not in _METHODS:
        raise BadParameter(
            Text("method {found} is not known; available: {names}", found=repr(method), names=[*_METHODS])
        )
    tables = []
    for key in as_keys(by):
        answers = count_scores(
            data, score=score, by=key, weight=weight, cluster=cluster, missing_codes=missing_codes,
            scale=scale,
        )  # fmt: skip
        if against == "previous" and isinstance(key, str):
            refuse_text_dates(answers.groups.iloc[:, 0], key)
        compared = _compare_one(answers, against, min_n=min_n, method=method, level=level)
        tables.append(compared.assign(factor=label_of(key)))
    if not tables:
        raise BadParameter(Text("by must name at least one segment column"))
    return _corrected(tables, correction)


def _corrected(tables: list[pd.DataFrame], correction: str) -> pd.DataFrame:
    """Put the comparisons of all columns together and correct their p-values as one family."""
    starts = np.cumsum([0, *(len(table) for table in tables[:-1])])
    result = pd.concat(tables, ignore_index=True)
    twin = np.concatenate(
        [
            np.where(table["twin"] >= 0, table["twin"] + start, -1)
            for table, start in zip(tables, starts, strict=True)
        ]
    )
    own = result["p"].where(twin < 0)
    adjusted = adjust_p(own, method=correction)
    adjusted = np.where(twin >= 0, adjusted[twin], adjusted)
    return result.assign(p_adjusted=adjusted, correction=correction, comparisons=int(own.notna().sum()))[
        list(_COLUMNS)
    ]


def _compare_one(answers: Answers, against: Any, *, min_n: int, method: str, level: float) -> pd.DataFrame:
    """Compare the segments of one column; `twin` is the row before with the sides swapped, -1 without."""
    factor = answers.groups.columns[0]
    names = answers.groups[factor]
    known = names.notna().to_numpy()
    unknown = int((answers.size() + answers.missing)[~known].sum())
    heavy = answers.summed(answers.w) > 0
    compared = list(_pairs(names[known], against))
    sides = [_side_of(known, first, second) for first, second in compared]
    paired = count_pairs(answers, sides, everywhere=True) if answers.clusters is not None else None
    rows: list[dict[str, Any]] = []
    seen: dict[tuple[Any, Any], int] = {}
    for place, (first, second) in enumerate(compared):
        side, pairs = sides[place], None if paired is None else paired.pairs[place]
        row = _compare_pair(answers, pairs, side, min_n=min_n, method=method, level=level)
        row |= {"group": names[first], "versus": "rest" if second is None else names[second]}
        row["missing"] = int(answers.missing[side != _NOWHERE].sum()) + unknown
        # Who has no weight is on neither side.
        own, other = (tuple(np.flatnonzero((side == which) & heavy)) for which in (_OWN, _REST))
        row["twin"] = seen.get((other, own), -1)
        seen[own, other] = place
        rows.append(row)
    columns = [name for name in _COLUMNS if name not in ("correction", "comparisons")]
    frame = pd.DataFrame(rows, columns=[*columns, "twin"]).assign(level=level, factor=factor)
    frame = frame.astype({"group": object, "versus": object, **dict.fromkeys((*_FIGURES, "share"), float)})
    twin = frame["twin"].astype("int64")
    people = _people(answers, paired)
    return _without_small(frame.drop(columns="twin"), answers, people, min_n).assign(twin=twin)


def _people(answers: Answers, paired: PairedClusters | None) -> np.ndarray:
    """Return how many people with a weight above 0 answer in each group."""
    if paired is None or answers.clusters is None or not answers.clusters.people:
        return answers.people()
    return paired.per_group.astype("int64")


def _side_of(known: np.ndarray, first: int, second: int | None) -> np.ndarray:
    """Return where each group belongs when one is compared with another, or with the rest."""
    side = np.where(known, _REST if second is None else _NOWHERE, _NOWHERE)
    side[first] = _OWN
    if second is not None:
        side[second] = _REST
    return side


def _without_small(frame: pd.DataFrame, answers: Answers, people: np.ndarray, min_n: int) -> pd.DataFrame:
    """Hide the comparisons of small segments, and of others from which and the total they would follow."""
    factor, size = answers.groups.columns[0], answers.size()
    # As `protected` counts groups of too few people, so that both hide the same groups beside them.
    few = (size >= min_n) & (people < min_n)
    sizes = answers.groups[[factor]].assign(n=np.where(few, np.minimum(size, 1), size))
    shown = protected(sizes, min_n=min_n, by=factor)
    return suppress_like(frame, {factor: shown}, min_n=min_n) if "note" in shown else frame


def _pairs(names: pd.Series, against: Any) -> Iterator[tuple[int, int | None]]:
    """Yield the rows of the segments to compare; None is the rest."""
    rows = names.index.to_list()
    if isinstance(against, str) and against == "rest":
        yield from ((row, None) for row in rows)
    elif isinstance(against, str) and against == "pairwise":
        yield from ((first, second) for i, first in enumerate(rows) for second in rows[i + 1 :])
    elif isinstance(against, str) and against == "previous":
        yield from zip(rows[1:], rows[:-1], strict=True)
    else:
        found = names.index[names == against].to_list()
        if not found:
            raise UnknownName("segment to compare with", str(against), [*_AGAINST, *names])
        yield from ((row, found[0]) for row in rows if row != found[0])


def _two_sides(answers: Answers, side: np.ndarray) -> Answers:
    """Return the answers of two sides as two groups; `side` says for each group where it belongs."""
    of_cell = side[answers.group]
    chosen = of_cell != _NOWHERE
    return answers.regrouped(chosen, of_cell[chosen], pd.DataFrame(index=range(2)))


def _joint(pairs: SidePairs, sides: Answers, level: float) -> TwoSides:
    within = sides.summed(sides.w * band(sides.value) ** 2)
    return joint_difference(pairs, (float(within[0]), float(within[1])), level=level)


def _compare_pair(
    answers: Answers, pairs: SidePairs | None, side: np.ndarray, *, min_n: int, method: str, level: float
) -> dict[str, Any]:
    """Return the figures of one comparison; `side` says for each group where it belongs."""
    sides = _two_sides(answers, side)
    joint = _joint(pairs, sides, level) if pairs is not None else None
    named = pairs is not None and answers.clusters is not None and answers.clusters.people
    people = pairs.clusters.astype("int64") if pairs is not None and named else None
    net = net_scores(sides)
    notes = Notes(2)
    hidden = suppressed(net.n, min_n, notes, sides.people() if people is None else people).any()
    if notes.texts[1] and not notes.texts[0]:
        notes.texts[0] = Text("other side: {note}", note=notes.texts[1])
    row: dict[str, Any] = {"metric": "nps_difference", "n": net.n[0], "n_versus": net.n[1]}
    row["method"] = method if joint is None else "wald, joint CR1, few clusters"
    if not hidden:
        test = _independent(net, method, level) if joint is None else joint.test
        row |= {"value": 100 * net.estimate[0], "value_versus": 100 * net.estimate[1]}
        row |= {"estimate": 100 * test.estimate, "low": 100 * test.low, "high": 100 * test.high}
        weight = sides.summed(sides.w)
        row |= {"se": 100 * test.se, "statistic": test.z, "p": test.p, "share": weight[0] / weight.sum()}
        _explain(notes, test, joint)
    return row | {"note": notes.texts[0]}


def _explain(notes: Notes, test: Difference, joint: TwoSides | None) -> None:
    """Say why there is no test, or that it rests on few clusters."""
    first = np.array([True, False])
    fewest = np.full(2, np.inf if joint is None else joint.clusters.min())
    notes.add(first & (fewest < 2), Text("no test: one side is a single cluster"))
    notes.add(first & (fewest >= 2) & np.isnan(test.p), NO_VARIATION)
    if joint is not None:
        note_few_clusters(notes, first & ~np.isnan(test.p), fewest.astype("int64"))


def _independent(net: NetScores, method: str, level: float) -> Difference:
    sides = [(net.up[i], net.down[i], net.effective[i]) for i in (0, 1)]
    return net_difference(*sides[0], *sides[1], method=method, level=level)
