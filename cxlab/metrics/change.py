"""What changed between two periods: the scores of the segments (rate), or who answered (mix)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import Period
from cxlab.engine.instants import refuse_text_dates
from cxlab.errors import BadValue, UnknownName
from cxlab.results import NOTHING_HIDDEN, hide, note_of, protected
from cxlab.stats import Difference, Estimate, RateMix, cautious_se, net_difference, rate_mix
from cxlab.stats.decompose import with_errors
from cxlab.stats.disclosure import hidden_cells

from ._answers import Answers
from ._change_clusters import effect_errors, paired_change
from ._clusters import Clustered, note_few_clusters
from ._groups import Notes, check_options
from ._net import NetScores, band, count_scores, limits, net_scores
from ._two_sides import TwoSides, joint_difference

__all__ = ["nps_change"]

TOTAL = "total"


def nps_change(
    data: Any,
    *,
    period: str | Period,
    segment: str | None = None,
    between: tuple[Any, Any] | str | None = None,
    score: str = "nps",
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    scale: tuple[int, int] | None = None,
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
    segment
        Column of the segments; without it the change is not split. Answers without a segment form one of
        their own.
    between
        Two periods, earlier first, by their value (for dates any text pandas reads, e.g.
        ``("2024-01", "2024-02")``); None takes the last two that `nps` by period shows (or the last two,
        suppressed, if there are none); "all" takes each period and the one before it.
    cluster
        Column that says which answers belong together, within a period and across both: those of one customer
        or account. All intervals respect it, and those who answered in both periods are compared with
        themselves too.
    data, score, weight, missing_codes, scale, min_n, method, level
        As for `nps`; `method` is for the intervals of the scores.

    Returns
    -------
    DataFrame
        For each pair of periods one row per segment and a last row "total": period_before, period_after,
        segment, metric ("nps_change"), rate, mix, total, each with _low and _high (points), share_before,
        nps_before (with _low and _high), share_after, nps_after (with _low and _high), n_before, n_after;
        with a cluster also clusters_before, clusters_after, n_paired (clusters with answers in both periods,
        for a segment within it) and paired, paired_low, paired_high: the mean over them of each one's own
        change (t interval), which is free of who else answered; note, method, level. A segment absent in one
        period has no rate: what it brings or takes away is mix, and `note` says so. Suppressed segments still
        count in the total; of them, and of as many others as keep them from being computed from it, neither
        figures nor sizes nor shares are told. A segment that is itself called "total" is "total (segment)"
        here.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({
    ...     "wave": [1] * 100 + [2] * 100,
    ...     "shop": ["A"] * 50 + ["B"] * 50 + ["A"] * 20 + ["B"] * 80,
    ...     "nps": [10] * 40 + [0] * 10 + [10] * 20 + [0] * 30 + [10] * 16 + [0] * 4 + [10] * 32 + [0] * 48,
    ... })
    >>> nps_change(answers, period="wave", segment="shop")[["segment", "rate", "mix", "total"]].round(1)
      segment  rate   mix  total
    0       A   0.0 -15.6  -15.6
    1       B   0.0  -8.4   -8.4
    2   total   0.0 -24.0  -24.0
    """
    check_options(level, min_n)
    by = [period, segment] if segment else [period]
    answers = count_scores(
        data, score=score, by=by, weight=weight, cluster=cluster, missing_codes=missing_codes, scale=scale
    )
    when = answers.groups.columns[0]
    if isinstance(period, str):
        refuse_text_dates(answers.groups[when], period)
    periods = _with_answers(answers, when, 1)
    large, shown = _with_answers(answers, when, min_n), _shown_periods(answers, when, min_n)
    if between is None and len(large) > 1:
        periods = shown if len(shown) > 1 else large
    each = None
    if answers.clusters is not None:
        each = answers.clusters.each(answers.scored(band(answers.value)))
    tables = [
        _change(answers, each, when, pair, min_n=min_n, method=method, level=level)
        for pair in _pairs(periods, between, when)
    ]
    table = pd.concat(tables, ignore_index=True)
    if between is None and len(large) > 1 and len(shown) < 2:
        # Only one period may be told its size: that of the other would give a small third one away.
        sizes = [name for name in map(str, table) if name.startswith(("n_", "clusters_"))]
        table = hide(table, np.ones(len(table), dtype=bool), "", only=sizes).assign(note=table["note"])
    return table


def _with_answers(answers: Answers, when: str, least: int) -> list[Any]:
    """Return the periods that have at least so many valid answers, and any at all, in order."""
    # Over all segments; rows without a period are in none.
    sizes = pd.Series(answers.size()).groupby(answers.groups[when], sort=False, observed=True).sum()
    return list(sizes.index[sizes >= max(least, 1)])


def _shown_periods(answers: Answers, when: str, min_n: int) -> list[Any]:
    """Return the periods whose size may be told: all but the small ones and those beside them.

    `nps` by period hides a second one where a single small one would follow from the total; naming it here
    would give the small one away.
    """
    sizes = pd.Series(answers.size()).groupby(answers.groups[when], sort=False, observed=True).sum()
    people = sizes.rename("n").rename_axis("period_").reset_index()
    shown = protected(people, min_n=min_n, by="period_")["n"].notna().to_numpy() & (sizes > 0).to_numpy()
    return [name for name, size in sizes[shown].items() if size >= max(min_n, 1)]


def _pairs(periods: list[Any], between: Any, when: str) -> list[tuple[Any, Any]]:
    consecutive = list(pairwise(periods))
    if isinstance(between, str) and between == "all" and consecutive:
        return consecutive
    if between is None and consecutive:
        return consecutive[-1:]
    if between is None or isinstance(between, str):
        raise BadValue(
            f"a change needs two periods with valid answers; column {when!r} has {len(periods)}"
            if len(periods) < 2
            else f'between takes two periods or "all"; found {between!r}'
        )
    before, after = (_find(wanted, periods, when) for wanted in between)
    return [(before, after)]


def _find(wanted: Any, periods: list[Any], when: str) -> Any:
    for value in periods:
        if value == wanted or (isinstance(value, pd.Timestamp) and value == _timestamp(wanted)):
            return value
    shown = [f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value for value in periods]
    raise UnknownName(f"{when} with valid answers", str(wanted), shown)


def _timestamp(wanted: Any) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(wanted)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Side:
    """One of the two periods: net scores with limits of each segment and, last, of all answers."""

    net: NetScores
    low: np.ndarray
    high: np.ndarray
    share: np.ndarray
    se: np.ndarray
    sample: float
    people: np.ndarray


def _change(
    answers: Answers,
    each: Clustered | None,
    when: str,
    pair: tuple[Any, Any],
    *,
    min_n: int,
    method: str,
    level: float,
) -> pd.DataFrame:
    """Return the rows of one pair of periods."""
    part, names = _parts(answers.groups, answers.groups[when].isin(pair).to_numpy())
    count = max(len(names), 1)
    of_period = [np.where(answers.groups[when] == value, part, -1) for value in pair]
    before, after = (_side(answers, each, own, count, method, level) for own in of_period)
    split = _split(before, after, level)
    notes = Notes(count + 1)
    hidden = _notes(notes, before, after, min_n)
    extra: dict[str, Any] = {}
    if each is None:
        ends = [(side.net.up[-1], side.net.down[-1], side.net.effective[-1]) for side in (after, before)]
        test = "wald" if method == "wald" else "adjusted_wald"
        whole = net_difference(*ends[0], *ends[1], method=test, level=level)
    else:
        joint = _joint(answers, each, of_period, level)
        whole = joint.test
        rates = (before.net.estimate[:-1], after.net.estimate[:-1])
        errors = effect_errors(each, of_period, (before.share, after.share), rates)
        split = with_errors(split, errors, joint.reach)
        extra = _of_clusters(answers, each, of_period, count, min_n, level)
        _note_clusters(notes, joint, before, after, hidden)
    table: dict[str, Any] = _effects(split, whole)
    for name, side in (("before", before), ("after", after)):
        table[f"share_{name}"] = np.append(side.share, 1.0)
        for end, values in (("", side.net.estimate), ("_low", side.low), ("_high", side.high)):
            table[f"nps_{name}{end}"] = 100 * values
    for name in table:
        if not name.startswith("share"):
            table[name] = np.where(hidden, np.nan, table[name])
        if not names and name.startswith(("rate", "mix")):
            table[name] = np.full(count + 1, np.nan)
    notes.add(np.full(count + 1, not names), "not split: no segment given")
    segments = pd.Series([*(names or [None]), TOTAL], dtype=object)
    heads = {"period_before": pair[0], "period_after": pair[1], "segment": segments, "metric": "nps_change"}
    tail = {"n_before": before.net.n, "n_after": after.net.n} | extra
    tail |= {"note": notes.texts, "method": method, "level": level}
    frame = pd.DataFrame(heads | table | tail)
    frame = hide(frame, hidden, note_of(min_n), keep=("level", *heads))
    return frame if names else frame.tail(1)


def _split(before: _Side, after: _Side, level: float) -> RateMix:
    return rate_mix(
        before.share,
        before.net.estimate[:-1],
        after.share,
        after.net.estimate[:-1],
        se0=before.se,
        se1=after.se,
        n0=before.sample,
        n1=after.sample,
        level=level,
    )


def _joint(answers: Answers, each: Clustered, of_period: list[np.ndarray], level: float) -> TwoSides:
    """Compare the later period with the earlier one."""
    side = np.where(of_period[1] >= 0, 0, np.where(of_period[0] >= 0, 1, -1))
    squares = answers.w * band(answers.value) ** 2
    within = [float(squares[side[answers.group] == which].sum()) for which in (0, 1)]
    return joint_difference(each, side[each.group], (within[0], within[1]), level=level)


def _of_clusters(
    answers: Answers,
    each: Clustered,
    of_period: list[np.ndarray],
    count: int,
    min_n: int,
    level: float,
) -> dict[str, Any]:
    """Return the columns that only clusters bring: how many there are, and those with answers in both."""
    found: dict[str, Any] = {}
    for name, own in zip(("clusters_before", "clusters_after"), of_period, strict=True):
        there = _twice(each, own, count)
        number = np.bincount(there.group, weights=there.clusters * (there.size > 0), minlength=count + 1)
        found[name] = number.astype("int64")
    sides = [_twice(each, own, count) for own in of_period]
    paired = paired_change(sides[0], sides[1], count + 1, weighted=answers.weighted, level=level)
    few = paired["n_paired"] < max(min_n, 2)
    for name in ("paired", "paired_low", "paired_high"):
        paired[name] = np.where(few, np.nan, 100 * paired[name])
    told = pd.array(paired["n_paired"].astype("int64"), dtype="Int64")
    told[few & (paired["n_paired"] > 0) & (min_n > NOTHING_HIDDEN)] = pd.NA
    paired["n_paired"] = told
    return found | paired


def _note_clusters(notes: Notes, joint: TwoSides, before: _Side, after: _Side, hidden: np.ndarray) -> None:
    """Note rows without an interval, or with a rough one, because there are few clusters."""
    last = np.zeros(len(hidden), dtype=bool)
    last[-1] = not hidden[-1]
    fewest = np.full(len(hidden), int(joint.clusters.min()))
    notes.add(last & (fewest < 2), "no interval: the answers of one period belong to one cluster")
    note_few_clusters(notes, last, fewest)
    alike = last & (fewest >= 2) & ~(joint.test.se > 0)
    notes.add(alike, "no test: the answers or clusters do not vary")


def _parts(groups: pd.DataFrame, in_pair: np.ndarray) -> tuple[np.ndarray, list[Any]]:
    """Return for each group the number of its segment, -1 outside the two periods, and the segments."""
    part = np.where(in_pair, 0, -1)
    if groups.shape[1] == 1:
        return part, []
    codes, names = pd.factorize(groups.iloc[:, 1][in_pair], sort=True, use_na_sentinel=False)
    part[in_pair] = codes
    return part, [_told_apart(name, set(names)) for name in names]


def _told_apart(name: Any, taken: set[Any]) -> Any:
    """Return a segment's name; one that is called as the last row gets another that nobody has."""
    if name != TOTAL:
        return name
    return next(new for k in range(len(taken) + 1) if (new := f"{TOTAL} (segment{k or ''})") not in taken)


def _twice(each: Clustered, part: np.ndarray, count: int) -> Clustered:
    """Return the clusters of one period, once in their segments and once in the total."""
    own = each.chosen(part[each.group] >= 0)
    group = part[own.group]
    return own.joined(own).merged(np.concatenate([group, np.full(len(group), count)]))


def _side(
    answers: Answers, each: Clustered | None, part: np.ndarray, count: int, method: str, level: float
) -> _Side:
    """Return one period; `part` is the segment of each group of answers, -1 in other periods."""
    cells = np.flatnonzero(part[answers.group] >= 0)
    # Every cell twice: once in its segment, once in the total.
    group = np.concatenate([part[answers.group[cells]], np.full(cells.size, count)])
    held = None if each is None else _twice(each, part, count)
    rows = pd.DataFrame(index=range(count + 1))
    own = answers.regrouped(np.concatenate([cells, cells]), group, rows, held)
    net = net_scores(own, level=level)
    low, high = limits(net, method=method, level=level)
    weight = own.summed(own.w)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = weight[:-1] / weight[-1]
    # Adjusted, so that a small segment whose answers are all alike is not taken as certain.
    se = cautious_se(net.up, net.down, net.effective)[:-1]
    return _Side(net, low, high, share, se, float(net.n_eff[-1]), own.people())


def _effects(split: RateMix, whole: Difference) -> dict[str, np.ndarray]:
    """Return rate, mix and total of each segment and of all, with limits, in points."""
    both = np.where(split.absent, split.mix.estimate, split.rate.estimate + split.mix.estimate)
    nothing = np.full(both.shape, np.nan)
    # The change itself does not depend on the segments: its limits are those of a comparison of the periods.
    all_in_all = split.total._replace(low=whole.low, high=whole.high)
    table = {}
    for name, parts, total in (
        ("rate", split.rate, split.total_rate),
        ("mix", split.mix, split.total_mix),
        ("total", Estimate(both, nothing, nothing, nothing), all_in_all),
    ):
        table[name] = 100 * np.append(parts.estimate, total.estimate)
        table[f"{name}_low"] = 100 * np.append(parts.low, total.low)
        table[f"{name}_high"] = 100 * np.append(parts.high, total.high)
    return table


def _notes(notes: Notes, before: _Side, after: _Side, min_n: int) -> np.ndarray:
    """Note absent and small segments; return which figures are hidden."""
    sides = (before, after)
    for here, other, name in ((before, after, "before"), (after, before, "after")):
        absent = (here.net.n == 0) & (other.net.n > 0)
        notes.add(absent, f"no answers in the period {name}: no rate, all is mix")
    small = np.any([(side.net.n > 0) & (side.people < min_n) for side in sides], axis=0)
    return _with_partners(small, before.people, after.people, min_n=min_n)


def _with_partners(small: np.ndarray, *sizes: np.ndarray, min_n: int) -> np.ndarray:
    """Return the rows to hide: small segments, and others from which and the total they would follow."""
    hidden = small.copy()
    if min_n <= NOTHING_HIDDEN:
        return np.zeros(len(small), dtype=bool)
    for size in sizes:
        whole = [np.zeros(len(size) - 1, dtype=np.intp)]
        hidden[:-1] = hidden_cells(size[:-1], whole, k=min_n, small=hidden[:-1])
    return hidden
