"""Progress of long work, on the error stream so that no result is mixed with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["LONG", "progress"]

LONG = 50_000
"""Texts from which on progress is shown where nobody said otherwise."""


@contextmanager
def progress(what: str, total: int, shown: bool | None) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many more texts are done.

    Parameters
    ----------
    what
        What is being done, in the reader's language.
    total
        How many texts there are.
    shown
        Whether progress is shown; None: where it takes long.
    """
    if not (total >= LONG if shown is None else shown):
        yield lambda _more: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda more: bar.advance(task, more)
