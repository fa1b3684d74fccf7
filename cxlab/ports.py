"""What a lower room needs from a higher one and is handed at the top, so that no import goes upwards.

The engine takes paths to text files, but how such a file is to be understood is the knowledge of the loaders.
The engine asks `open_text`; `cxlab/__init__.py` fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

__all__ = ["TextTable", "open_text", "use_text_reader"]


class TextTable(Protocol):
    """Text files opened as one table: their column names, and any of the columns as an Arrow table."""

    @property
    def names(self) -> list[str]:
        """Return the column names."""
        ...

    def table(self, names: Sequence[str]) -> Any:
        """Return the named columns as a `pyarrow.Table`."""
        ...


_reader: list[Callable[[Sequence[Path]], TextTable]] = []


def use_text_reader(reader: Callable[[Sequence[Path]], TextTable]) -> None:
    """Name the function that opens text files from now on."""
    _reader[:] = [reader]


def open_text(files: Sequence[Path]) -> TextTable:
    """Open text files as one table, by the rules of `cxlab.read`."""
    return _reader[0](files)
