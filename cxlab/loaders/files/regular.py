"""A regular text table of which only the columns that are asked for are parsed.

Most large exports are regular: every row is a line with as many fields as the header, none is empty, nothing
stands below the table. There the rows of some columns are those of all. Whatever is not so is read whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from ...errors import BadFile
from .delimited import SENTINEL, SURE, parsed, refuse_markup, with_end
from .dialect import Layout, layout
from .encoding import decode
from .foot import LOOKED_AT, foot
from .guard import check_columns, load
from .header import header_note, tidy
from .layouts import by_delimiter, doubled_quotes
from .record import Raw

__all__ = ["HEAD_ROWS", "RegularText", "open_regular"]

HEAD_ROWS = 600
"""More rows than any format looks at to know its own."""


@dataclass
class RegularText:
    """A text table that is laid out as `open_regular` found, its columns parsed when asked for.

    Attributes
    ----------
    head : Raw
        The first rows of all columns, as `read_delimited` gives them.
    """

    path: Path
    body: bytes
    plan: Layout
    head: Raw
    foot_seen: bool = False

    def raw(self, names: Sequence[str]) -> Raw | None:
        """Return the named columns, None where the file turns out not to be regular."""
        import pyarrow.compute as pc

        wanted = [self.head.names.index(name) for name in names]
        read = sorted({*wanted, *self._anchor(wanted)})
        table, odd = parsed(self.path, self.body, self.plan, include=read)
        rows = table.num_rows - 1
        if odd or rows < 1 or any(column[-1].as_py() != SENTINEL for column in table.columns):
            return None
        columns = {at: pc.utf8_trim_whitespace(table.column(str(at)).slice(0, rows)) for at in read}
        lines = self.body.count(b"\n") == rows and self.body.count(b"\r") in (0, rows - 1, rows)
        if not lines or _blank_row(list(columns.values())) or self._has_foot(rows):
            return None
        return replace(
            self.head,
            names=list(names),
            columns=[columns[at] for at in wanted],
            notes=list(self.head.notes),
        )

    def _anchor(self, wanted: Sequence[int]) -> list[int]:
        """Return a column that is filled in every row of the head, where none of the wanted ones is."""
        filled = [at for at, column in enumerate(self.head.columns) if not _blank_row([column])]
        return [] if not filled or set(filled) & set(wanted) else filled[:1]

    def _has_foot(self, rows: int) -> bool:
        """Tell whether a total or a remark stands below the table; each row is a line by now."""
        import pyarrow.compute as pc

        if not self.foot_seen:
            start = len(self.body)
            for _ in range(min(rows, LOOKED_AT) + 1):
                start = self.body.rfind(b"\n", 0, start)
            last, _ = parsed(self.path, self.body[start + 1 :], self.plan)
            cells = [pc.utf8_trim_whitespace(column)[:-1].to_pylist() for column in last.columns]
            self.foot_seen = not foot(list(zip(*cells, strict=True)))
        return not self.foot_seen


def open_regular(path: Path, kind: str) -> RegularText | None:
    """Open a text table whose columns can be parsed one by one, as far as its beginning tells.

    Raises
    ------
    BadFile
        As `read_delimited`.
    """
    data, used = decode(path, load(path, kind), None)
    if not data or data.isspace() or used not in SURE:
        return None
    refuse_markup(path, data)
    if doubled_quotes(data)[1] or by_delimiter(data)[1]:
        return None
    plan = layout(path, data, None)
    check_columns(path, len(plan.names))
    if not all(name.strip() for name in plan.names):
        return None
    body = with_end(data, plan)
    del data
    try:
        head = _head(path, body, plan, used)
    except BadFile:  # `read_delimited` says what is wrong with the whole file
        return None
    return None if head is None else RegularText(path, body, plan, head)


def _head(path: Path, body: bytes, plan: Layout, used: str) -> Raw | None:
    import pyarrow.compute as pc

    ends = list(islice(_line_ends(body), HEAD_ROWS))
    if not ends:
        return None
    table, odd = parsed(path, body[: ends[-1] + 1], plan)
    columns = [pc.utf8_trim_whitespace(column) for column in table.columns]
    if odd or table.num_rows != len(ends) or _blank_row(columns):
        return None
    raw = Raw("csv", [], [], first_row=plan.header_row + 1, encoding=used, delimiter=plan.delimiter)
    if plan.header_row > 1:
        raw.notes.append(header_note(plan.header_row))
    raw.names, raw.columns = tidy(path, plan.names, columns, raw.notes)
    return raw


def _line_ends(body: bytes) -> Any:
    at = body.find(b"\n")
    while at >= 0:
        yield at
        at = body.find(b"\n", at + 1)


def _blank_row(columns: Sequence[Any]) -> bool:
    """Tell whether all columns are empty in some row."""
    import pyarrow.compute as pc

    blank = pc.equal(columns[0], "")
    for column in columns[1:]:
        if not pc.any(blank).as_py():
            return False
        blank = pc.and_(blank, pc.equal(column, ""))
    return bool(pc.any(blank).as_py())
