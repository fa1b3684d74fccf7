"""Text files given to a metric by their path: the rules of `read`, columns as Arrow, only those asked."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...errors import BadFile
from ...text import Text
from ..files import Raw, Wishes
from ..files.reader import to_arrow
from .base import Format
from .reader import Opened, interpret, open_file

__all__ = ["TextFiles", "open_text"]

KEPT_BYTES = 256 * 1024**2
"""Files up to this size stay parsed until another one is opened: one metric asks several times."""


@dataclass
class TextFiles:
    """One text file, or several with the same columns, as one table."""

    opened: Opened
    found: dict[str, Any] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @property
    def names(self) -> list[str]:
        """Return the column names."""
        self._finish()
        return list(self.found) if self._whole else self.opened.raw.names

    def table(self, names: Sequence[str]) -> Any:
        """Return the named columns as an Arrow table; what `read` would note is given as a warning."""
        import pyarrow as pa

        self._finish()
        new = [name for name in names if name not in self.found]
        if new:
            columns, reading = to_arrow(self.opened.where, self.opened.raw, Wishes(columns=new))
            self.found |= columns
            self._tell(reading)
        return pa.table({name: self.found[name] for name in names})

    @property
    def _whole(self) -> bool:
        """Whether the format adds columns of its own, so that all have to be interpreted."""
        return type(self.opened.format).finish is not Format.finish

    def _finish(self) -> None:
        if not self._whole or self.found:
            return
        import pyarrow as pa

        frame = interpret(self.opened, Wishes())
        self.found = {name: pa.Array.from_pandas(frame[name]) for name in frame.columns}
        self._tell(frame.attrs["reading"])

    def _tell(self, reading: Any) -> None:
        """Warn of rows left out and of what a column could also mean, each once."""
        lines = [line for line in reading.text.splitlines()[1:] if line not in self.told]
        self.told.update(lines)
        if lines:
            warnings.warn(f"{self.opened.where}: " + "; ".join(lines), UserWarning, stacklevel=2)


def open_text(files: Sequence[Path]) -> TextFiles:
    """Open text files by the rules of `read`, as one table.

    Parameters
    ----------
    files
        One file, or several with the same columns in any order.

    Raises
    ------
    BadFile
        A file cannot be read as a table, or the files differ in their columns.
    """
    stats = [os.stat(file) for file in files]
    if sum(stat.st_size for stat in stats) > KEPT_BYTES:
        return TextFiles(_open(files))
    return _kept(
        tuple((str(f.absolute()), s.st_mtime_ns, s.st_size) for f, s in zip(files, stats, strict=True))
    )


@lru_cache(maxsize=1)
def _kept(files: tuple[tuple[str, int, int], ...]) -> TextFiles:
    return TextFiles(_open([Path(name) for name, *_ in files]))


def _open(files: Sequence[Path]) -> Opened:
    opened = [open_file(file) for file in files]
    for one in opened:
        if one.raw.format != "csv" and len(opened) > 1:
            raise BadFile(
                Text(
                    "{where}: not a text file like the others, but {format}",
                    where=one.where,
                    format=one.raw.format,
                )
            )
    return opened[0] if len(opened) == 1 else _joined(opened)


def _joined(opened: list[Opened]) -> Opened:
    """Return several opened files as one, so that what a column holds is decided on all of its values."""
    import pyarrow as pa

    first = opened[0]
    names = first.raw.names
    for other in opened[1:]:
        differing = sorted(set(names) ^ set(other.raw.names))
        if differing:
            raise BadFile(
                Text(
                    "{where}: column {column!r} is not in all of the files; files read as one table "
                    "have the same columns",
                    where=other.where,
                    column=differing[0],
                )
            )
    columns = [
        pa.chunked_array(
            [chunk for one in opened for chunk in _chunks(one.raw.columns[one.raw.names.index(name)])]
        )
        for name in names
    ]
    raw = Raw(
        "csv",
        list(names),
        columns,
        first_row=first.raw.first_row,
        encoding=first.raw.encoding,
        delimiter=first.raw.delimiter,
        notes=list(dict.fromkeys(note for one in opened for note in one.raw.notes)),
    )
    raw.excluded = [pair for one in opened for pair in one.raw.excluded]
    where = f"{first.where} and {len(opened) - 1} more"
    return Opened(where, raw, first.format)


def _chunks(column: Any) -> list[Any]:
    import pyarrow as pa

    return list(column.chunks) if isinstance(column, pa.ChunkedArray) else [column]
