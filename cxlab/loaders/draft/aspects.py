"""Ratings of single aspects: "Zufriedenheit Preis" is `sat_Preis`; where 1 is the best, they are turned."""

from __future__ import annotations

import re

import pandas as pd

from ...errors import some_of
from ...text import Text
from ..recognition.columns import CODES, Column
from .proposed import Proposal

__all__ = ["find_aspects"]

RATED = re.compile(
    r"^(?:wie )?(?P<kind>zufriedenheit(?:swert)?|zufrieden|satisfaction|satisfied|bewertung|rating"
    r"|beurteilung|(?:schul)?noten?|grade|sat)(?: (?:mit|with|fuer|for|of|der|die|das|dem|den|des|the"
    r"|unserer|unserem|unseren|ihrer?|our|your|sind|sie|are|you))* (?P<aspect>.+)$"
)
"""How the name of such a column begins, as `plain_name` writes it; what is rated follows."""
OVERALL = re.compile(r"\b(?:gesamt\w*|insgesamt|overall|allgemein|general|total|ganzen?)\b")
GRADED = re.compile(r"(?:schul)?noten?|grade")
STEPS = range(3, 12)
TURNED = {True: -0.1, False: -0.2}
"""Mean rank correlation with the recommendation below which 1 is the best: for grades, for other answers."""
MAX_NAME = 40


def find_aspects(found: Proposal, columns: list[Column]) -> None:
    """Call the columns of a survey that rate single aspects `sat_...`, where there are two or more.

    Answers that fall as the recommendation rises (grades; 1 for "very satisfied") are turned, so that more is
    better as in every other question.
    """
    if found.table != "responses":
        return
    taken = set(found.columns.values())
    rated = [(column, match) for column in columns if column.name not in taken and (match := _rated(column))]
    if len(rated) < 2:
        return
    for column, match in rated:
        before, name = found.canonical(column.name), _name(column, match)
        if name in found.columns or any(name == other.name for other in columns if other is not column):
            continue
        found.columns[name] = column.name
        if before in found.missing:
            found.missing[name] = found.missing.pop(before)
        found.segments = [segment for segment in found.segments if segment != before]
    for graded in (True, False):
        _turn(found, [c for c, match in rated if bool(GRADED.fullmatch(match["kind"])) is graded], columns)


def _rated(column: Column) -> re.Match[str] | None:
    match = RATED.match(column.plain)
    if match is None or OVERALL.search(column.plain) or column.whole is None:
        return None
    steps = _steps(column)
    return match if len(steps) in STEPS and max(steps) <= 100 else None


def _name(column: Column, match: re.Match[str]) -> str:
    """Return sat_ and what is rated, in the words of the file where these are the same."""
    words = match["aspect"].split()
    own = re.findall(r"\w+", column.name)[-len(words) :]
    return ("sat_" + "_".join(own if len(own) == len(words) else words))[:MAX_NAME]


def _turn(found: Proposal, asked: list[Column], columns: list[Column]) -> None:
    """Turn questions of one kind where their answers fall as the recommendation rises."""
    score = next((column for column in columns if column.name == found.columns.get("nps")), None)
    if not asked or score is None:
        return
    graded = bool(GRADED.match(asked[0].plain))
    going = [_with(score, column) for column in asked]
    low, high = min(_steps(asked[0])), max(value for column in asked for value in _steps(column))
    if low < 0 or max(going) > -TURNED[True] or not sum(going) / len(going) < TURNED[graded]:
        return
    for column in asked:
        name = found.canonical(column.name)
        found.values[name] = {value: low + high - value for value in range(low, high + 1)}  # noqa: PD011
    names = [repr(column.name) for column in asked]
    found.unsure.append(
        Text(
            "{names}: the lower the answer, the more recommendation, so {low} is taken as the best; turned "
            "under values: so that {high} is",
            names=some_of(names[:6], len(names) - 6),
            low=low,
            high=high,
        )
    )


def _steps(column: Column) -> list[int]:
    if column.whole is None:
        return []
    return [int(value) for value in column.whole if value >= 0 and value not in CODES]


def _with(score: Column, column: Column) -> float:
    """Return the rank correlation of two columns."""
    both = pd.DataFrame({"score": score.values, "other": column.values}).astype("float64")  # noqa: PD011
    both = both[both["score"].between(0, 10) & both["other"].isin(_steps(column))].rank()
    return float(both["score"].corr(both["other"]))
