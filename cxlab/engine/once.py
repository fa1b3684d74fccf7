"""Several questions to one frame that does not change meanwhile: what they count alike is counted once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

__all__ = ["Counted", "counted_once", "once", "question_of"]

Result = TypeVar("Result")
_counted: ContextVar[dict[tuple[int, Hashable], tuple[Any, Any]] | None] = ContextVar("counted", default=None)

LARGEST_KEPT = 100_000
"""Rows of a count that outlives its block: counts of single people are as large as the data."""


@dataclass(frozen=True)
class Counted:
    """One frame that will not change any more, and what was counted of it so far.

    Examples
    --------
    >>> from cxlab.engine import tally
    >>> answers = Counted(pd.DataFrame({"nps": [10, 9, 10]}))
    >>> for _look in range(2):  # the second one counts nothing
    ...     with counted_once(answers):
    ...         found = tally(answers.frame, by="nps")
    >>> len(answers.results)
    1
    """

    frame: pd.DataFrame
    results: dict[Hashable, Any] = field(default_factory=dict)


@contextmanager
def counted_once(known: Counted | None = None) -> Iterator[None]:
    """Inside a ``with`` block, count each combination of keys of one and the same frame only once.

    A score and the comparison of its groups count the same answers by the same keys. Whoever asks for both
    says so, and answers for it that the frames are not changed inside the block.

    Parameters
    ----------
    known
        A frame of which small counts are known from earlier blocks, and kept for later ones.

    Examples
    --------
    >>> from cxlab.engine import tally
    >>> answers = pd.DataFrame({"nps": [10, 9, 10]})
    >>> with counted_once():
    ...     tally(answers, by="nps").equals(tally(answers, by="nps"))
    True
    """
    held: dict[tuple[int, Hashable], tuple[Any, Any]] = {}
    if known is not None:
        held |= {(id(known.frame), name): (known.frame, found) for name, found in known.results.items()}
    token = _counted.set(held)
    try:
        yield
    finally:
        _counted.reset(token)
        if known is not None:
            _remember(known, held)


def _remember(known: Counted, held: dict[tuple[int, Hashable], tuple[Any, Any]]) -> None:
    """Keep what is small and was counted of the frame itself."""
    for (_place, question), (frame, found) in held.items():
        if frame is known.frame and (not isinstance(found, pd.DataFrame) or len(found) <= LARGEST_KEPT):
            known.results[question] = found


def question_of(keys: Any) -> Hashable:
    """Return what tells lists of keys apart: which columns, cut how, called what."""
    return tuple((type(key), key, getattr(key, "label", None)) for key in keys)


def once(data: Any, question: Hashable, count: Callable[[], Result]) -> Result:
    """Return what a question to a frame gives, from before where it was asked inside the block already."""
    held = _counted.get()
    if held is None or not isinstance(data, pd.DataFrame):
        return count()
    place = id(data), question
    if place not in held:
        held[place] = data, count()  # the frame is held, too, so that no other one gets its number
    found: Result = held[place][1]
    return found.copy() if isinstance(found, pd.DataFrame) else found
