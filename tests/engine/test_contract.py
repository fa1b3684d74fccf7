"""Every aggregation gives equal frames, whatever form the data comes in."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from cxlab import engine
from cxlab.engine import HasValue, Period

WEEK, MONTH = Period("when", "week"), Period("date", "month")


def tally(by: Any, weight: str | None = None) -> Any:
    return lambda data: engine.tally(data, by=by, weight=weight)


QUESTIONS = {
    "nothing to group by": tally([]),
    "text": tally("segment"),
    "text and score": tally(["segment", "nps"]),
    "weights": tally(["segment", "nps"], "weight"),
    "no weight at all": tally("segment", "nothing"),
    "whole numbers as weights": tally("segment", "whole"),
    "truth values": tally(["loyal", "loyal_gap"]),
    "narrow integers": tally("small"),
    "huge integers": tally(["huge", "huge_gap"]),
    "a column of gaps": tally(["nothing", "segment"]),
    "a column of no text": tally(["void", "segment"]),
    "a column of whole numbers without any": tally(["unanswered", "segment"]),
    "no text with means": lambda data: engine.means_and_variances(data, by="void", values="nps"),
    "moments of time as keys": tally("when"),
    "dates as keys": tally("date"),
    "days with clock changes": tally(Period("when", "day")),
    "weeks with clock changes": tally([WEEK, "segment"]),
    "months in a zone": tally(Period("when", "month")),
    "quarters in a zone": tally(Period("when", "quarter")),
    "days before 1970": tally(Period("date", "day")),
    "weeks before 1970": tally(Period("date", "week")),
    "months before 1970": tally([MONTH, "nps"], "weight"),
    "quarters before 1970": tally(Period("date", "quarter")),
    "years before 1970": tally(Period("date", "year", name="jahr")),
    "known or not": tally([HasValue("nps"), HasValue("when"), HasValue("segment", name="has")]),
    "moments": lambda data: engine.means_and_variances(
        data, by="segment", values=["nps", "large", "small", "nothing"]
    ),
    "means of everything": lambda data: engine.means_and_variances(data, values=["nps", "loyal"]),
    "weighted moments": lambda data: engine.means_and_variances(
        data, by=[MONTH], values="large", weight="weight"
    ),
    "covariances": lambda data: engine.covariances(
        data, by="loyal_gap", pairs=[("nps", "large"), ("small", "nps"), ("nps", "nothing")]
    ),
    "weighted covariances": lambda data: engine.covariances(data, pairs=[("nps", "large")], weight="weight"),
    "spans": lambda data: engine.elapsed(data, start="date", end="end", until="1970-01-01", by="segment"),
    "spans over clock changes": lambda data: engine.elapsed(
        data, start="when", end="when_end", until="2024-10-27 03:30", by=WEEK, unit="days"
    ),
    "active": lambda data: engine.active_counts(
        data, start="date", end="end", at=["1966-01-01", "1966-02-01", "1974-01-01"], by="segment"
    ),
    "active in all": lambda data: engine.active_counts(
        data, start="when", end="when_end", at=["2024-04-01", "2024-05-01"]
    ),
    "followed": lambda data: engine.recontact_clusters(
        data,
        entity=["customer_id", "loyal_gap"],
        order="date",
        since="date",
        cluster="customer_id",
        tie="ticket_id",
        within_days=30,
        until="1975-06-01",
        by="segment",
    ),
    "followed since the end": lambda data: engine.recontact_clusters(
        data,
        entity="customer_id",
        order="when",
        since="when_end",
        tie="ticket_id",
        within_days=0.5,
        until="2024-10-30",
        by=[WEEK, HasValue("when_end")],
    ),
    "followed by number": lambda data: engine.recontact_clusters(
        data, entity="nps", order="date", since="date", tie="ticket_id", within_days=3, until="1980-01-01"
    ),
    "in memory": lambda data: engine.in_memory(data, ["segment", "nps", "loyal", "date", "large"]),
}


@pytest.fixture(scope="module")
def empty(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.astype({"segment": "string", "customer_id": "string", "loyal_gap": "boolean"}).iloc[:0]


@pytest.fixture(scope="module")
def expected(answers: pd.DataFrame, empty: pd.DataFrame) -> Any:
    """Return what pandas gives to a question, asked once for all other forms (before `convert` is used)."""

    @cache
    def of(question: str, *, of_none: bool = False) -> pd.DataFrame:
        return QUESTIONS[question](empty if of_none else answers)

    return of


@pytest.mark.parametrize("question", QUESTIONS)
def test_equal_on_every_backend(question: str, convert: Any, answers: pd.DataFrame, expected: Any) -> None:
    before = answers.copy(deep=True)
    of_pandas = expected(question)
    assert_frame_equal(QUESTIONS[question](convert(answers)), of_pandas, rtol=1e-12)
    assert_frame_equal(answers, before)
    assert len(of_pandas) > 0


@pytest.mark.parametrize("convert", ["polars lazy, NaN", "pyarrow", "parquet", "pandas large"], indirect=True)
@pytest.mark.parametrize("question", QUESTIONS)
def test_equal_on_empty_frames(question: str, convert: Any, empty: pd.DataFrame, expected: Any) -> None:
    of_some, of_none = expected(question), expected(question, of_none=True)
    assert_frame_equal(QUESTIONS[question](convert(empty)), of_none)
    assert list(of_none.columns) == list(of_some.columns)
