"""Several questions to one frame that does not change meanwhile: what they count alike is counted once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pandas as pd

__all__ = ["counted_once", "once", "question_of"]

_counted: ContextVar[dict[Hashable, tuple[Any, pd.DataFrame]] | None] = ContextVar("counted", default=None)


@contextmanager
def counted_once() -> Iterator[None]:
    """Inside a ``with`` block, count each combination of keys of one and the same frame only once.

    A score and the comparison of its groups count the same answers by the same keys. Whoever asks for both
    says so, and answers for it that the frames are not changed inside the block.

    Examples
    --------
    >>> from cxlab.engine import tally
    >>> answers = pd.DataFrame({"nps": [10, 9, 10]})
    >>> with counted_once():
    ...     tally(answers, by="nps").equals(tally(answers, by="nps"))
    True
    """
    token = _counted.set({})
    try:
        yield
    finally:
        _counted.reset(token)


def question_of(keys: Any) -> Hashable:
    """Return what tells lists of keys apart: which columns, cut how, called what."""
    return tuple((type(key), key, getattr(key, "label", None)) for key in keys)


def once(data: Any, question: Hashable, count: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return what a question to a frame gives, from before where it was asked inside the block already."""
    held = _counted.get()
    if held is None or not isinstance(data, pd.DataFrame):
        return count()
    place = id(data), question
    if place not in held:
        held[place] = data, count()  # the frame is held, too, so that no other one gets its number
    return held[place][1].copy()
