"""What an exercise is: the right answer for a trainee's data, hints, and the errors that people make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["KINDS", "Exercise", "Misconception"]

Answer = Callable[[Any], Any]
Values = Callable[[Any], Mapping[str, Any]]

KINDS = ("number", "share", "points", "interval", "choice", "flag", "names", "ranking", "table")


def _no_values(data: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Misconception:
    """A typical error: what somebody answers who makes it, and what to tell them.

    Parameters
    ----------
    name : str
        Short and stable: class overviews count by it.
    answer : callable
        Takes the lesson's data and returns the answer that the error leads to.
    says : str
        Marked with ``N_()``: which error it was and why it misleads, not the solution. May hold ``{value}``
        of `values`.
    values : callable, optional
        Takes the lesson's data and returns what fills `says`.
    """

    name: str
    answer: Answer
    says: str
    values: Values = _no_values


@dataclass(frozen=True)
class Exercise:
    """A question that the checker can judge on the data of any trainee.

    Parameters
    ----------
    name : str
        The lesson and a number: ``"nps-2"``.
    kind : str
        What an answer is, one of `KINDS`. "number", "share" (0..1 or percent), "points" (NPS; -1..1 will do),
        "interval" (two limits), "choice" (a letter), "flag" (yes or no), "names" (in any order), "ranking"
        (names in order), "table" (a frame, series or dict).
    right : callable
        Takes the lesson's data and returns the right answer.
    tolerance : float
        How far a number may lie from the right one, in its unit (for a share as 0..1).
    hints : tuple of str
        In stages, from a nudge to the call that is needed; marked with ``N_()``.
    explains : str
        Said when the answer is right: why. May hold ``{value}`` of `values`. Marked with ``N_()``.
    misconceptions : tuple of Misconception
    values : callable, optional
        Takes the lesson's data and returns what fills `explains`.
    judge : callable, optional
        For answers of a kind of their own: takes the answer and the data and returns the name of a
        misconception, ``"right"``, ``"wrong"`` or a pair of it and a text. The other rules do not apply.
    """

    name: str
    kind: str
    right: Answer
    hints: tuple[str, ...]
    explains: str
    misconceptions: tuple[Misconception, ...]
    tolerance: float = 0.0
    values: Values = _no_values
    judge: Callable[[Any, Any], Any] | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r}: one of {', '.join(KINDS)}")
