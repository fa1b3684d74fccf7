"""What a check suspects: outcomes among the segments, groups of a score, names of people, ties in time."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ...text import Text
from ..customers.outcomes import outcome_reason, who_left
from ..privacy.name_columns import are_names
from ..recognition.columns import Column, is_grouping, named_like
from ..recognition.kinds import MAIN_DATES
from ..tables.contracts import contract_for
from ..tables.dates import is_date, local
from ..tables.event_order import COLUMN, ties
from .finding import CheckFinding
from .subject import Subject

__all__ = ["doubts"]

SCORES = ("nps", "csat", "ces")
ENOUGH = 30
"Customers from which on it says something that none of them came again."


def doubts(subject: Subject) -> Iterator[CheckFinding]:
    """Yield what a person should look at, though the table keeps to its contract."""
    kind = subject.spec.kind or subject.name
    if kind == "customers":
        yield from _outcomes(subject)
        yield from _unmapped(subject)
        yield from _leavers(subject)
        yield from _no_ids(subject)
    yield from _made_from_scores(subject)
    yield from _names(subject)
    yield from _dates_unused(subject)
    if kind == "events":
        yield from _ties(subject)
    if kind == "orders":
        yield from _once(subject)


def left_of(frame: pd.DataFrame) -> pd.Series | None:
    """Return who left, as end_date or churned tell; None where neither is there."""
    if "end_date" in frame:
        return frame["end_date"].notna()
    if "churned" not in frame:
        return None
    gone = who_left(frame["churned"], "Yes")
    return None if gone is None else gone.fillna(value=False).astype(bool)


def _outcomes(subject: Subject) -> Iterator[CheckFinding]:
    left = left_of(subject.frame)
    for column in (name for name in subject.spec.segments if name in subject.frame):
        name = subject.prepared.columns.get(column, column)
        if why := outcome_reason(name, subject.frame[column], left):
            yield subject.finding(
                "warning",
                column,
                Text("no trait of customers: {why}", why=why),
                remedy=Text("take it out of segments:"),
            )


def _unmapped(subject: Subject) -> Iterator[CheckFinding]:
    """Tell of a column that says who left, where pot.yml maps none."""
    frame = subject.frame
    if "end_date" in frame or "churned" in frame:
        return
    rule = next(rule for rule in contract_for("customers").rules if rule.column == "churned")
    for name in map(str, frame.columns):
        column = Column(name, frame[name])
        if named_like(column, "churned") == 2 and column.fits(rule):
            yield subject.finding(
                "warning", name, Text("looks like the column that says who left, but is not mapped"),
                remedy=Text("under columns: add churned: {column}", column=name),
            )  # fmt: skip


def _leavers(subject: Subject) -> Iterator[CheckFinding]:
    """Tell how empty cells of a column that marks leavers alone are understood."""
    if "churned" not in subject.frame:
        return
    values = subject.frame["churned"]
    empty = values.isna()
    if empty.any() and values.nunique() == 1:  # noqa: PD101
        yield subject.finding(
            "warning", "churned", Text("marks only one side: an empty cell is taken for the other"), empty,
            Text("ask whether an empty cell may mean that it is not known"),
        )  # fmt: skip


def _no_ids(subject: Subject) -> Iterator[CheckFinding]:
    if "customer_id" not in subject.frame and contract_for("customers").key:
        yield subject.finding(
            "warning", "customer_id",
            Text("customers without an id can be counted, but not linked or listed"),
            remedy=Text("export the id too, or map it under columns:"),
        )  # fmt: skip


def _made_from_scores(subject: Subject) -> Iterator[CheckFinding]:
    frame = subject.frame
    scores = {name: Column(name, frame[name]) for name in SCORES if name in frame}
    for column in (name for name in subject.spec.segments if name in frame and name not in scores):
        own = Column(column, frame[column])
        if score := next((name for name, values in scores.items() if is_grouping(own, values)), ""):
            yield subject.finding(
                "warning", column, Text("made from {score}, so it explains nothing of it", score=score),
                remedy=Text("take it out of segments:"),
            )  # fmt: skip


def _names(subject: Subject) -> Iterator[CheckFinding]:
    for column in subject.frame.columns.difference(subject.spec.personal, sort=False):
        values = subject.frame[column]
        if values.dtype == object and are_names(values):
            yield subject.finding(
                "warning", column, Text("looks like names of people and is not declared as personal"),
                remedy=Text("name the column under personal:"),
            )  # fmt: skip


def _dates_unused(subject: Subject) -> Iterator[CheckFinding]:
    """Tell of dates of which none was declared the one that the table's rows are from."""
    frame, rules = subject.frame, {rule.column for rule in subject.contract.rules}
    main = next((name for name in MAIN_DATES if name in rules), None)
    if main is None or any(name in frame for name in MAIN_DATES):
        return
    dates = [name for name in map(str, frame.columns) if is_date(frame, name) and name not in rules]
    if dates:
        names = ", ".join(map(repr, dates[:5]))
        yield subject.finding(
            "warning", main,
            Text("no column says of which day a row is, but these hold dates: {names}", names=names),
            remedy=Text("map the right one under columns:"),
        )  # fmt: skip


def _once(subject: Subject) -> Iterator[CheckFinding]:
    """Tell where nobody bought twice: then a gap without purchases says nothing of who is lost."""
    ids = subject.frame.get("customer_id", pd.Series(dtype=object)).dropna()
    if len(ids) >= ENOUGH and ids.is_unique:
        yield subject.finding(
            "warning", "customer_id",
            Text("nobody bought twice: who stays away cannot be told from who is lost"),
            remedy=Text("look whether each order gets a customer of its own"),
        )  # fmt: skip


def _ties(subject: Subject) -> Iterator[CheckFinding]:
    """Tell of customers whose events stand at one moment, so that the dates do not say which came first."""
    frame = subject.frame
    if not is_date(frame, "timestamp") or not {"customer_id", "event"} <= set(frame):
        return
    hit = ties(frame)
    if not hit.any():
        return
    stamps = local(frame["timestamp"])
    days = bool((stamps.dropna() == stamps.dropna().dt.normalize()).all())
    what = Text("no time of day") if days else Text("the same moment")
    column = (
        "event_id" if "event_id" in frame and pd.api.types.is_numeric_dtype(frame["event_id"]) else COLUMN
    )
    words = Text(
        "{what}: of different events of one customer the dates do not say which came first", what=what
    )
    yield subject.finding(
        "warning", "timestamp", Text("{words}; {column} decides", words=words, column=column), hit,
        Text("export the time of day, or make sure that the file is in the order of events"),
    )  # fmt: skip
