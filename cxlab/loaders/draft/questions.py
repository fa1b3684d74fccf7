"""What a draft asks: columns that could be meant too, and columns that must not split a report."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from ...errors import some_of
from ...text import Text
from ..customers.outcomes import outcome_reason, who_left
from ..files.notable import counted_days
from ..recognition.columns import GROUPED, Column, is_grouping, named_like
from ..recognition.kinds import MAIN_DATES, candidates
from ..tables.contracts import KINDS
from ..tables.event_order import ties
from .proposed import Proposal

__all__ = ["not_a_segment", "questions"]

SCORES = ("nps", "csat", "ces")
SHOWN = 6
GROUPS = 3
"""Promoters, passives and detractors."""
SCORED = re.compile(r"\b(?:nps|csat|ces|score|rating|bewertungs?|punkt\w*|zufriedenheits?|empfehlungs?)\b")
"Names, as `plain_name` writes them, of a score."
ASKED = re.compile(r"(frage|question|item|merkmal|variable)( ?(text|nr|nummer|id|code))?")
ANSWERED = re.compile(r"(antwort|answer|response|wert|value)( ?(text|wert|option|value|code))?")
"Names of the columns of a question and its answer where every answer has a row."


def questions(found: Proposal, columns: list[Column], *, sure: Collection[str]) -> list[str]:
    """Return what a person must decide: scores and dates of which there are several.

    Parameters
    ----------
    found
        The proposal so far.
    columns
        Those of the file.
    sure
        Canonical columns that the tool itself names: nothing to ask.
    """
    if found.table is None:
        return _row_per_answer(columns)
    rules = {rule.column: rule for rule in KINDS[found.table].rules}
    used, asked = set(found.columns.values()), []
    for score in SCORES:
        if score not in rules or score in sure:
            continue
        others = [c for c in candidates(columns, rules[score]) if c.name not in used]
        asked += _several(score, found.columns.get(score), others)
        if score not in found.columns:
            asked += [
                _called_so(score, c) for c in columns if c.name not in used and named_like(c, score) == 2
                if score == "nps" or GROUPED.search(c.plain)
            ]  # fmt: skip
    main = next((name for name in (*MAIN_DATES, "signup_date") if name in rules), None)
    if main is not None and main not in sure:
        others = [c for c in columns if c.is_date and c.name not in used and len(c.present)]
        asked += _several(main, found.columns.get(main), others)
    tenure = found.columns.get("tenure_months", "")
    if tenure and not re.search(r"mon|tenure", tenure, re.IGNORECASE):
        asked.append(Text("tenure_months: {tenure!r} was taken; does it count months?", tenure=tenure))
    return asked + _counted(columns) + _order(found, columns)


def _counted(columns: list[Column]) -> list[str]:
    """Ask of columns that are called a date and hold numbers."""
    return [
        Text("{name!r} is called a date and holds numbers; {remedy} under dates: reads them, if it is one",
             name=column.name, remedy=f"{column.name}: {how}")
        for column in columns
        if pd.api.types.is_numeric_dtype(column.values) and not pd.api.types.is_bool_dtype(column.values)
        and (how := counted_days(column.name, column.present.to_numpy()))
    ]  # fmt: skip


def _row_per_answer(columns: list[Column]) -> list[str]:
    """Tell of a survey with one row per answer, which no report reads."""
    asked = [c for c in columns if ASKED.fullmatch(c.plain) and c.present.nunique() < len(c.present)]
    answered = [c for c in columns if ANSWERED.fullmatch(c.plain)]
    if not asked or not answered:
        return []
    return [
        Text(
            "one row per answer, with {question!r} and {answer!r}: reports need one row per person and a "
            "column per question; export it so, or spread it (pandas: pivot)",
            question=asked[0].name,
            answer=answered[0].name,
        )
    ]


def _called_so(score: str, column: Column) -> str:
    """Say that a column is called as a score is and holds something else."""
    if GROUPED.search(column.plain) or column.present.nunique() <= GROUPS:
        return Text("{score}: {name!r} holds its groups, not the answers; export the answers themselves",
                    score=score, name=column.name)  # fmt: skip
    return Text("{score}: {name!r} is called so and holds no answers from 0 to 10; is another one meant?",
                score=score, name=column.name)  # fmt: skip


def _order(found: Proposal, columns: list[Column]) -> list[str]:
    """Tell of events at one moment, between which the order of the file decides."""
    by_name = {column.name: column for column in columns}
    parts = [by_name.get(found.columns.get(name, name)) for name in ("customer_id", "event", "timestamp")]
    if found.table != "events" or not all(parts):
        return []
    case, event, time = (part.values for part in parts if part is not None)  # noqa: PD011
    tied = ties(pd.DataFrame({"customer_id": case, "event": event, "timestamp": time}))
    if not tied.any():
        return []
    return [
        Text(
            "timestamp: {count} events stand at the same moment as another one of the same "
            "customer; is the file in the order of events?",
            count=int(tied.sum()),
        )
    ]


def _several(canonical: str, chosen: str | None, others: list[Column]) -> list[str]:
    names = some_of([repr(column.name) for column in others[:SHOWN]], len(others) - SHOWN)
    if not others:
        return []
    if chosen is None:
        return [
            Text(
                "{canonical}: none was taken; is it {names}? choose one under columns:",
                canonical=canonical,
                names=names,
            )
        ]
    waves = any(_numberless(column.name) == _numberless(chosen) for column in others)
    how = Text("waves of one question go under waves:") if waves else Text("choose under columns:")
    return [
        Text(
            "{canonical}: {chosen!r} was taken; or is {names} meant? {how}",
            canonical=canonical,
            chosen=chosen,
            names=names,
            how=how,
        )
    ]


def _numberless(name: str) -> str:
    return re.sub(r"\d+", "0", name)


def not_a_segment(column: Column, found: Proposal, columns: list[Column]) -> str:
    """Return why reports must not be split by a column: it is the outcome itself, or made from the score."""
    by_name = {c.name: c for c in columns}
    if found.table == "customers":
        return outcome_reason(column.name, column.values, _left(found, by_name))
    for score in SCORES:
        own = by_name.get(found.columns.get(score, ""))
        if own is not None and own is not column and is_grouping(column, own):
            return Text("it is made from {score}", score=score)
    if GROUPED.search(column.plain) and SCORED.search(column.plain):
        return Text("by its name it is made from a score")
    return ""


def _left(found: Proposal, by_name: dict[str, Column]) -> pd.Series | None:
    """Return who left, as an end date or a column of leavers tells; None where nothing does."""
    end, flag = (by_name.get(found.columns.get(name, "")) for name in ("end_date", "churned"))
    if end is not None:
        return end.values.notna()  # noqa: PD011
    if flag is None or not len(flag.present):
        return None
    yes = next(
        (str(v) for v in flag.present.unique() if str(v).casefold() in ("yes", "ja", "true", "y", "j")), "1"
    )
    gone = who_left(flag.values, yes)
    return None if gone is None else gone.fillna(value=False).astype(bool)
