"""What changed between two periods: the scores of the segments (rate), or who answered (mix)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import Period
from cxlab.engine.instants import refuse_text_dates
from cxlab.results import NOTHING_HIDDEN, hide, note_of
from cxlab.stats import Difference, RateMix, adjust_p
from cxlab.stats.decompose import with_errors
from cxlab.text import Text

from ._answers import Answers
from ._change_clusters import effect_errors, paired_change
from ._change_periods import chosen_pairs
from ._change_sides import TOTAL, Periods, Side, joint_changes, paired_clusters, plain_changes, split_change
from ._clusters import note_few_clusters
from ._groups import NO_VARIATION, Notes, check_options, with_partners
from ._net import count_scores
from ._side_pairs import PairedClusters
from ._two_sides import TwoSides

__all__ = ["nps_change"]


def nps_change(
    data: Any,
    *,
    period: str | Period,
    by: str | None = None,
    between: tuple[Any, Any] | str | None = None,
    score: str = "nps",
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    scale: tuple[int, int] | None = None,
    global_p: float | None = None,
    min_n: int = 5,
    method: str = "adjusted_wald",
    level: float = 0.95,
) -> pd.DataFrame:
    """Change of the Net Promoter Score between two periods, split into rate and mix.

    Rate: segments scored better or worse. Mix: their shares among the answers shifted. Both sum exactly to
    the change.

    Parameters
    ----------
    period
        ``cx.period("date", "month")``, or a column of ordered period labels. Text that holds dates or periods
        which do not sort as time runs (01.02.2024, "Feb 2024") is refused.
    by
        Column of the segments; without it the change is not split. Answers without a segment form one of
        their own.
    between
        Two periods, earlier first, by their value (for dates any text pandas reads, e.g.
        ``("2024-01", "2024-02")``); None takes the last two that `nps` by period shows (or the last two,
        suppressed, if there are none); "latest" the last against each of the two before it; "all" takes each
        period and the one before it.
    global_p
        p-value of a test that nothing changed over all the periods, e.g. of the trend in `nps_trend`. With it
        up to three periods are compared by a closed test: a difference is significant where its own test and
        this one are. Without it the p-values of several pairs are corrected by Holm's method.
    cluster
        Column that says which answers belong together, within a period and across both: those of one customer
        or account. All intervals respect it, and those who answered in both periods are compared with
        themselves too.
    data, score, weight, missing_codes, scale, min_n, method, level
        As for `nps`; `method` is for the intervals of the scores.

    Returns
    -------
    DataFrame
        For each pair of periods one row per segment and a last row "total": period (the later one),
        period_versus, factor (`by`), group, metric ("nps_change"), value (the score in the period) and
        value_versus, each with _low and _high; estimate (their difference), low, high, se, p, p_adjusted
        (of totals) and correction ("holm", "closed"); rate and mix, each with _low and _high, and
        contribution, their sum, which adds up to the change of the total; share and share_versus (of the
        answers); n, n_versus; with a cluster also clusters, clusters_versus, n_paired (clusters with answers
        in both periods, for a segment within it) and paired, paired_low, paired_high: the mean over them of
        each one's own change (t interval), which is free of who else answered; note, method, level. All
        figures in points, shares 0..1. A segment absent in one period has no rate: what it brings or takes
        away is mix, and `note` says so. Suppressed segments still count in the total; of them, and of as many
        others as keep them from being computed from it, neither figures nor sizes nor shares are told. A
        segment that is itself called "total" is "total (segment)" here.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50.
    Marcus, R., Peritz, E. and Gabriel, K. R. (1976). On closed testing procedures. Biometrika 63.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({
    ...     "wave": [1] * 100 + [2] * 100,
    ...     "shop": ["A"] * 50 + ["B"] * 50 + ["A"] * 20 + ["B"] * 80,
    ...     "nps": [10] * 40 + [0] * 10 + [10] * 20 + [0] * 30 + [10] * 16 + [0] * 4 + [10] * 32 + [0] * 48,
    ... })
    >>> changed = nps_change(answers, period="wave", by="shop")
    >>> changed[["group", "estimate", "rate", "mix", "contribution"]].round(1)
       group  estimate  rate   mix  contribution
    0      A       0.0   0.0 -15.6         -15.6
    1      B       0.0   0.0  -8.4          -8.4
    2  total     -24.0   0.0 -24.0         -24.0
    """
    check_options(level, min_n)
    split = [period, by] if by else [period]
    answers = count_scores(
        data, score=score, by=split, weight=weight, cluster=cluster, missing_codes=missing_codes, scale=scale
    )
    when = answers.groups.columns[0]
    if isinstance(period, str):
        refuse_text_dates(answers.groups[when], period)
    pairs, untold = chosen_pairs(answers, when, between, min_n)
    tables = [
        _change(answers, when, pair, min_n=min_n, method=method, level=level).assign(factor=by or "")
        for pair in pairs
    ]
    table = _corrected(pd.concat(tables, ignore_index=True), pairs, global_p)
    if untold:
        sizes = [name for name in map(str, table) if name.split("_")[0] in ("n", "clusters")]
        table = hide(table, np.ones(len(table), dtype=bool), "", only=sizes).assign(note=table["note"])
    return table


def _corrected(table: pd.DataFrame, pairs: list[tuple[Any, Any]], global_p: float | None) -> pd.DataFrame:
    """Correct the p-values of the totals for the number of pairs."""
    # A hypothesis that two pairs of three periods are alike says that all three are: one test serves for it.
    closed = global_p is not None and len({period for pair in pairs for period in pair}) <= 3
    totals = (table["group"] == TOTAL) & ~table.duplicated(["period", "period_versus"], keep="last")
    own = table["p"].where(totals)
    if closed:
        adjusted = own.where(own.isna() | (len(pairs) == 1), np.maximum(own, float(global_p or 0.0)))
    else:
        adjusted = pd.Series(adjust_p(own.to_numpy()), index=table.index)
    place = list(table.columns).index("p") + 1
    table.insert(place, "p_adjusted", adjusted)
    table.insert(place + 1, "correction", "closed" if closed else "holm")
    return table


def _change(
    answers: Answers,
    when: str,
    pair: tuple[Any, Any],
    *,
    min_n: int,
    method: str,
    level: float,
) -> pd.DataFrame:
    """Return the rows of one pair of periods."""
    periods = Periods.of(answers, when, pair)
    paired = paired_clusters(answers, periods) if answers.clusters is not None else None
    before, after = (
        Side.of(answers, paired, 1 - number, part, periods.count, method, level)
        for number, part in enumerate(periods.parts)
    )
    split = split_change(before, after, level)
    notes = Notes(periods.count + 1)
    hidden = _hidden(notes, before, after, min_n)
    extra: dict[str, Any] = {}
    if paired is None:
        changes = plain_changes(before, after, method, level)
    else:
        joint = joint_changes(answers, paired, periods, level)
        changes = Difference(*map(np.array, zip(*(one.test for one in joint), strict=True)))
        rates = (before.net.estimate[:-1], after.net.estimate[:-1])
        weights = (before.weight, after.weight)
        errors = effect_errors(paired, periods.parts, (before.share, after.share), rates, weights)
        split = with_errors(split, errors, joint[-1].reach)
        extra = _of_clusters(answers, paired, min_n, level)
        _note_clusters(notes, joint[-1], hidden)
    if not periods.names:
        notes.add(np.ones(2, dtype=bool), Text("not split: no segment given"))
    heads = {"period": pair[1], "period_versus": pair[0], "factor": ""}
    heads |= {"group": pd.Series([*(periods.names or [None]), TOTAL], dtype=object), "metric": "nps_change"}
    figures = _scores(before, after, changes) | _effects(split, bool(periods.names))
    figures |= {"share": np.append(after.share, 1.0), "share_versus": np.append(before.share, 1.0)}
    counts = {"n": after.net.n, "n_versus": before.net.n} | extra
    tail = {"note": notes.texts, "method": method, "level": level}
    frame = pd.DataFrame(heads | figures | counts | tail)
    frame = hide(frame, hidden, note_of(min_n), keep=("level", *heads))
    return frame if periods.names else frame.tail(1)


def _scores(before: Side, after: Side, changes: Difference) -> dict[str, np.ndarray]:
    """Return the scores of both periods and their differences, in points."""
    table = {}
    for name, side in (("value", after), ("value_versus", before)):
        for end, values in (("", side.net.estimate), ("_low", side.low), ("_high", side.high)):
            table[f"{name}{end}"] = 100 * values
    gap = after.net.estimate - before.net.estimate
    table |= {"estimate": 100 * gap, "low": 100 * changes.low, "high": 100 * changes.high}
    return table | {"se": 100 * changes.se, "p": np.asarray(changes.p, dtype=float)}


def _effects(split: RateMix, known: bool) -> dict[str, np.ndarray]:
    """Return rate, mix and what they add up to for each segment and for all, in points."""
    both = np.where(split.absent, split.mix.estimate, split.rate.estimate + split.mix.estimate)
    table = {}
    for name, parts, total in (("rate", split.rate, split.total_rate), ("mix", split.mix, split.total_mix)):
        table[name] = 100 * np.append(parts.estimate, total.estimate)
        table[f"{name}_low"] = 100 * np.append(parts.low, total.low)
        table[f"{name}_high"] = 100 * np.append(parts.high, total.high)
    table["contribution"] = 100 * np.append(both, split.total.estimate)
    return table if known else {name: np.full(len(values), np.nan) for name, values in table.items()}


def _of_clusters(answers: Answers, pairs: PairedClusters, min_n: int, level: float) -> dict[str, Any]:
    """Return the columns that only clusters bring: how many there are, and those with answers in both."""
    numbers = np.array([own.clusters for own in pairs.pairs]).astype("int64")
    found: dict[str, Any] = {"clusters": numbers[:, 0], "clusters_versus": numbers[:, 1]}
    paired = paired_change(pairs.pairs, weighted=answers.weighted, level=level)
    few = paired["n_paired"] < max(min_n, 2)
    for name in ("paired", "paired_low", "paired_high"):
        paired[name] = np.where(few, np.nan, 100 * paired[name])
    told = pd.array(paired["n_paired"].astype("int64"), dtype="Int64")
    told[few & (paired["n_paired"] > 0) & (min_n > NOTHING_HIDDEN)] = pd.NA
    paired["n_paired"] = told
    return found | paired


def _note_clusters(notes: Notes, joint: TwoSides, hidden: np.ndarray) -> None:
    """Note a total without an interval, or with a rough one, because there are few clusters."""
    last = np.zeros(len(hidden), dtype=bool)
    last[-1] = not hidden[-1]
    fewest = np.full(len(hidden), int(joint.clusters.min()))
    notes.add(last & (fewest < 2), Text("no interval: the answers of one period belong to one cluster"))
    note_few_clusters(notes, last, fewest)
    notes.add(last & (fewest >= 2) & ~(joint.test.se > 0), NO_VARIATION)


def _hidden(notes: Notes, before: Side, after: Side, min_n: int) -> np.ndarray:
    """Note absent segments; return the rows to hide: all that `nps` hides in either period, and so many more.

    A segment hidden in one period is so in the change; whatever `nps` by segment hides beside it is, too, or
    the score of one would show what the other hides.
    """
    sides = (before, after)
    for here, other, text in (
        (before, after, Text("no answers in the earlier period: no rate, all is mix")),
        (after, before, Text("no answers in the later period: no rate, all is mix")),
    ):
        notes.add((here.net.n == 0) & (other.net.n > 0), text)
    hidden = np.any([(side.net.n > 0) & (side.people < min_n) for side in sides], axis=0)
    if min_n <= NOTHING_HIDDEN:
        return np.zeros(len(hidden), dtype=bool)
    for side in sides:
        hidden[:-1] |= with_partners(side.net.n[:-1], side.people[:-1], min_n=min_n)
    for side in sides:  # what is hidden for the other period may be a single one here
        hidden[:-1] = with_partners(side.net.n[:-1], side.people[:-1], min_n=min_n, also=hidden[:-1])
    return hidden
