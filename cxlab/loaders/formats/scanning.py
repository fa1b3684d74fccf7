"""Text files given to a metric by their path: the rules of `read`, columns as Arrow, only those asked."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import BadFile
from ...text import Text
from ..files import Raw, Wishes
from ..files.guard import check_path, content
from ..files.reader import to_arrow
from ..files.regular import RegularText, open_regular
from .base import Format
from .reader import Opened, interpret, open_file, recognise
from .registry import GENERIC
from .xes import is_xes

__all__ = ["TextFiles", "open_text"]

LARGE_BYTES = 4 * 1024**2
"""Files of less than this are parsed whole: nothing is gained by parts of them."""

KEPT_BYTES = 256 * 1024**2
"""Files up to this size stay parsed until another one is opened: one metric asks several times."""

_kept: dict[tuple[tuple[str, int, int], ...], TextFiles] = {}


@dataclass
class TextFiles:
    """One text file, or several with the same columns, as one table."""

    files: Sequence[Path]
    regular: RegularText | None = None
    found: dict[str, Any] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @property
    def names(self) -> list[str]:
        """Return the column names."""
        if self.regular:
            return self.regular.head.names
        self._finish()
        return list(self.found) if self._whole else self.opened.raw.names

    def table(self, names: Sequence[str]) -> Any:
        """Return the named columns as an Arrow table; what `read` would note is given as a warning."""
        import pyarrow as pa

        new = [name for name in names if name not in self.found]
        raw = self._raw(new)
        self._finish()
        if new := [name for name in new if name not in self.found]:
            columns, reading = to_arrow(self.where, raw, Wishes(columns=new))
            self.found |= columns
            self._tell(reading)
        return pa.table({name: self.found[name] for name in names})

    @property
    def where(self) -> str:
        """Return what the table is called in messages."""
        return str(self.files[0]) if self.regular else self.opened.where

    @cached_property
    def opened(self) -> Opened:
        """Return all columns, not interpreted yet."""
        return _open(self.files)

    def _raw(self, names: Sequence[str]) -> Raw:
        """Return the named columns alone where the file is regular, else all."""
        if self.regular:
            if not names:
                return self.regular.head
            if raw := self.regular.raw(names):
                raw.others = lambda: self.opened.raw
                return raw
            self.regular = None
        return self.opened.raw

    @property
    def _whole(self) -> bool:
        """Whether the format adds columns of its own, so that all have to be interpreted."""
        return self.regular is None and type(self.opened.format).finish is not Format.finish

    def _finish(self) -> None:
        if self.found or not self._whole:
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
            warnings.warn(f"{self.where}: " + "; ".join(lines), UserWarning, stacklevel=2)


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
        return _text_files(files)
    key = tuple((str(f.absolute()), s.st_mtime_ns, s.st_size) for f, s in zip(files, stats, strict=True))
    found = _kept.get(key)
    if found is None:
        _kept.clear()  # first: two files would take twice the memory
        found = _kept[key] = _text_files(files)
    return found


def _text_files(files: Sequence[Path]) -> TextFiles:
    found = TextFiles(files, _regular(files))
    if found.regular is None:
        _ = found.opened  # what cannot be read is said now
    return found


def _regular(files: Sequence[Path]) -> RegularText | None:
    """Return a large file without particulars, whose columns can be parsed as they are asked for."""
    if len(files) > 1 or os.stat(files[0]).st_size < LARGE_BYTES:
        return None
    file = check_path(files[0])
    kind = content(file)
    if kind != "text" or is_xes(file, kind) or (found := open_regular(file, kind)) is None:
        return None
    seen = replace(found.head, notes=[])
    if recognise(seen) is not GENERIC:
        return None
    GENERIC.shape(seen)
    return None if seen.notes else found


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
