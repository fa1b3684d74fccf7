"""Durations, presence and repeat contacts against brute force."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.engine import HasValue, active_counts, elapsed, recontact_clusters
from cxlab.errors import BadParameter, BadValue

LAWS = settings(max_examples=40, deadline=None, derandomize=True)
DAY = pd.Timedelta(days=1)
ORIGIN = pd.Timestamp("2024-01-01")
day = st.one_of(st.none(), st.integers(-40, 40))


def dates(values: list[Any]) -> pd.Series:
    return pd.Series(
        [pd.NaT if value is None else ORIGIN + value * DAY for value in values], dtype="datetime64[ns]"
    )


@LAWS
@given(st.lists(st.tuples(day, day), max_size=20))
def test_spans_against_brute_force(drawn: list[Any]) -> None:
    frame = pd.DataFrame({"s": dates([s for s, _ in drawn]), "e": dates([e for _, e in drawn])})
    expected: Counter[Any] = Counter()
    for s, e in drawn:
        if s is None:
            expected["no start", None, False] += 1
        elif s > 20:
            expected["start after until", None, False] += 1
        elif e is not None and e < s:
            expected["end before start", None, False] += 1
        elif e is not None and e <= 20:
            expected["", float(e - s), True] += 1
        else:
            expected["", float(20 - s), False] += 1
    table = elapsed(frame, start="s", end="e", until="2024-01-21", unit="days")
    found = {
        (row.excluded, None if np.isnan(row.duration) else row.duration, row.ended): row.n
        for row in table.itertuples()
    }
    assert found == expected


def test_a_night_with_a_clock_change_has_its_true_hours() -> None:
    frame = pd.DataFrame(
        {"s": pd.to_datetime(["2024-03-30 20:00", "2024-10-26 20:00"]).tz_localize("Europe/Berlin")}
    )
    frame["e"] = pd.to_datetime(["2024-03-31 08:00", "2024-10-27 08:00"]).tz_localize("Europe/Berlin")
    for data in (frame, pl.from_pandas(frame)):
        assert elapsed(data, start="s", end="e", until="2025-01-01")["duration"].tolist() == [11.0, 13.0]


def test_an_open_end_written_as_9999() -> None:
    frame = pd.DataFrame({"s": dates([0]), "e": pd.Series(["9999-12-31"]).astype("datetime64[us]")})
    table = elapsed(frame, start="s", end="e", until="2024-01-03", unit="days")
    assert table[["duration", "ended"]].values.tolist() == [[2.0, False]]


def test_zones_and_units_are_checked() -> None:
    frame = pd.DataFrame({"s": dates([0]), "e": dates([1]).dt.tz_localize("UTC")})
    with pytest.raises(BadValue, match="only one has a time zone"):
        elapsed(frame, start="s", end="e", until="2024-01-03")
    with pytest.raises(BadParameter, match="unit 'weeks' is not known"):
        elapsed(frame, start="s", end="s", until="2024-01-03", unit="weeks")  # type: ignore[arg-type]
    with pytest.raises(BadParameter, match="'soon' is not a date"):
        elapsed(frame, start="s", end="s", until="soon")
    with pytest.raises(BadParameter, match="has a time zone"):
        elapsed(frame, start="s", end="s", until=pd.Timestamp("2024-01-03", tz="UTC"))
    with pytest.raises(BadParameter, match="at least two dates"):
        active_counts(frame, start="s", end="s", at=["2024-01-03"])


@LAWS
@given(st.lists(st.tuples(day, day), min_size=1, max_size=20))
def test_presence_against_brute_force(drawn: list[Any]) -> None:
    frame = pd.DataFrame({"s": dates([s for s, _ in drawn]), "e": dates([e for _, e in drawn])})
    table = active_counts(frame, start="s", end="e", at=["2023-12-20", "2024-01-01", "2024-01-15"])
    usable = [(s, 10**6 if e is None else e) for s, e in drawn if s is not None and (e is None or e >= s)]
    for row, (first, last) in zip(table.itertuples(), [(-12, 0), (0, 14)], strict=True):
        there = [(s, e) for s, e in usable if s < first <= e]
        assert row.at_start == len(there)
        assert row.kept == sum(e >= last for _, e in there)
        assert row.lost == row.at_start - row.kept
        assert row.joined == sum(first <= s < last for s, _ in usable)
        assert row.no_start + row.impossible == len(drawn) - len(usable)


contacts = st.lists(st.tuples(st.sampled_from(["a", "b", None]), day, day), max_size=15)


@LAWS
@given(contacts)
def test_followed_against_brute_force(drawn: list[Any]) -> None:
    frame = pd.DataFrame(
        {
            "customer": pd.Series([who for who, _, _ in drawn], dtype=object),
            "created": dates([at for _, at, _ in drawn]),
            "resolved": dates([end for _, _, end in drawn]),
            "id": range(len(drawn)),
        }
    )
    expected: Counter[Any] = Counter()
    for number, (who, at, end) in enumerate(drawn):
        if who is None or at is None:
            expected["unknown"] += 1
            continue
        if end is None:
            expected["open"] += 1
            continue
        later = [
            t for n, (w, t, _) in enumerate(drawn) if w == who and t is not None and (t, n) > (at, number)
        ]
        repeat = any(t <= end + 7 for t in later)
        expected["early" if end + 7 > 30 else "followed" if repeat else "hits"] += 1
    options: dict[str, Any] = {"entity": "customer", "order": "created", "since": "resolved", "tie": "id"}
    options |= {"within_days": 7, "until": "2024-01-31"}
    assert outcomes(recontact_clusters(frame, **options)) == expected
    assert outcomes(recontact_clusters(frame, by=HasValue("resolved"), **options)) == expected
    assert outcomes(recontact_clusters(frame, cluster="customer", **options)) == expected


def outcomes(table: pd.DataFrame) -> Counter[Any]:
    """Count rows by what became of them, over all groups and clusters; what does not occur is left out."""
    named = {name: int(table[name].sum()) for name in ("open", "early", "unknown")}
    judged, hits = ((table[name] * table["clusters"]).sum() for name in ("judged", "hits"))
    return +Counter({**named, "hits": int(hits), "followed": int(judged - hits)})


def test_ties_in_time_follow_by_their_id() -> None:
    frame = pd.DataFrame({"c": ["a", "a"], "t": dates([0, 0]), "id": [2, 1], "kind": ["second", "first"]})
    options: dict[str, Any] = {"entity": "c", "order": "t", "since": "t", "tie": "id", "until": "2024-03-01"}
    table = recontact_clusters(frame, within_days=1, by="kind", **options)
    assert table["kind"].tolist() == ["first", "second"]
    assert table[["judged", "hits"]].to_numpy().tolist() == [[1, 0], [1, 1]]
    with pytest.raises(BadParameter, match="within_days must be above 0"):
        recontact_clusters(frame, within_days=0, **options)
