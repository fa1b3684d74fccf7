"""Look at every file of a folder: which tables are in them, what each could be, and a name for it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ...errors import CxError, said_by, without_folder
from ...text import Text
from ..files.guard import content
from ..formats import read
from ..tables.contracts import KINDS
from ..tables.keys import as_key
from .proposal import proposal
from .proposed import Proposal
from .together import are_one_table, numberless

__all__ = ["Found", "look", "stem"]

NOT_DATA = {
    ".md",
    ".yml",
    ".yaml",
    ".json",
    ".py",
    ".r",
    ".ipynb",
    ".html",
    ".pdf",
    ".docx",
    ".log",
    ".toml",
    ".lock",
}
ENOUGH_KEYS = 10


@dataclass
class Found:
    """A table of the folder, what is proposed for it, and the values of its columns that could be keys."""

    name: str
    file: str
    found: Proposal
    sheet: str | None = None
    keys: dict[str, pd.Index] = field(default_factory=dict)
    "Column of the file -> distinct values."
    unique: set[str] = field(default_factory=set)
    names: tuple[str, ...] = ()
    "Columns of the file."
    sample: str = ""
    timezone: str | None = None
    files: tuple[str, ...] = ()
    "All of them, where the table is in several."


@dataclass(frozen=True)
class _Part:
    """A file, one sheet of a workbook with several, or several files that are one table, as read."""

    path: Path
    sheet: str | None
    found: Proposal
    frame: pd.DataFrame
    more: tuple[Path, ...] = ()
    "The other files of the table."


def look(folder: Path) -> tuple[list[Found], list[str]]:
    """Read every file that could be a table; tell of those that could not."""
    parts: list[_Part] = []
    skipped: list[str] = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith((".", "~$")) or path.suffix.lower() in NOT_DATA:
            continue
        try:
            found, unused = _workbook(path) if content(path) == "zip" else ([_part(path, None)], [])
        except CxError as error:
            skipped.append(_why(path, error))
            continue
        parts += found
        skipped += unused
    parts = _together(parts)
    names: list[str] = [""] * len(parts)  # a tool's own export goes first for the plain name, then the larger
    for at in sorted(range(len(parts)), key=lambda at: _first(parts[at])):
        names[at] = _name(parts[at], names)
    return [_table(name, part) for name, part in zip(names, parts, strict=True)], skipped


def _part(path: Path, sheet: str | None) -> _Part:
    frame = read(path, sheet=sheet)
    return _Part(path, sheet, proposal(frame, file=path.name if sheet is None else sheet), frame)


def _together(parts: list[_Part]) -> list[_Part]:
    """Put files below each other that are called alike but for a period and go on from each other."""
    groups: dict[object, list[_Part]] = {}
    for part in parts:
        alike = (part.found.table, part.found.source, part.sheet, numberless(part.path.name))
        groups.setdefault(alike, []).append(part)
    return [one for group in groups.values() for one in _one_of(group)]


def _one_of(group: list[_Part]) -> list[_Part]:
    """Return one table for the files of a group with the same columns, by their names or what they hold."""
    first, kind = group[0], group[0].found.table
    own = [first.found.columns.get(name) for name in (KINDS[kind].key if kind else ())]
    key = own[0] if len(own) == 1 else None
    names = set(first.frame.columns)
    frames = [part.frame.rename(columns=_otherwise(part, first)) for part in group]
    same = [at for at, frame in enumerate(frames) if set(frame.columns) == names]
    if len(same) < 2 or not are_one_table([frames[at] for at in same], key):
        return group
    frame = pd.concat([frames[at] for at in same], ignore_index=True)
    frame.attrs = first.frame.attrs
    found = proposal(frame, file=first.path.name if first.sheet is None else first.sheet)
    spelled: dict[str, str] = {}
    for at in same:
        for theirs, ours in _otherwise(group[at], first).items():
            name = found.canonical(ours)
            found.columns.setdefault(name, ours)
            spellings = found.spellings.setdefault(name, [ours])
            spellings += [theirs] if theirs not in spellings else []
            spelled[theirs] = ours
    files = ", ".join(group[at].path.name for at in same)
    found.unsure.append(
        Text("{files}: the same columns and hardly a row in common, taken as one table", files=files)
    )
    if spelled:
        alike = ", ".join(f"{theirs!r} = {ours!r}" for theirs, ours in spelled.items())
        found.unsure.append(
            Text("columns called otherwise in some files, taken as one: {alike}", alike=alike)
        )
    more = tuple(group[at].path for at in same[1:])
    rest = [part for at, part in enumerate(group) if at not in same]
    return [_Part(first.path, first.sheet, found, frame, more), *rest]


def _otherwise(part: _Part, first: _Part) -> dict[str, str]:
    """Return the columns that another file calls otherwise: name in this one -> name in that."""
    there, here = set(part.frame.columns), set(first.frame.columns)
    return {
        name: first.found.columns[ours]
        for ours, name in part.found.columns.items()
        if ours in first.found.columns and name not in here and first.found.columns[ours] not in there
    }


def _workbook(path: Path) -> tuple[list[_Part], list[str]]:
    """Return the sheets that are tables of some kind, or else the first; and which are not used."""
    from ..files.excel import sheets_of

    sheets = sheets_of(path)
    if len(sheets) < 2:
        return [_part(path, None)], []
    parts, unused = [], []
    for sheet in (sheet for sheet, filled in sheets.items() if filled):
        try:
            parts.append(_part(path, sheet))
        except CxError as error:
            unused.append(_why(path, error))
    known = [part for part in parts if part.found.table is not None] or parts[:1]
    if not known:
        return [_part(path, None)], []
    unused += [
        Text("{name}: sheet {sheet!r} fits no kind of table", name=part.path.name, sheet=part.sheet)
        for part in parts
        if part not in known
    ]
    return known, unused


def _why(path: Path, error: CxError) -> str:
    without_folder(error, f"{path.parent}{os.sep}")
    return said_by(error)


def _first(part: _Part) -> tuple[bool, int]:
    return part.found.source == "generic", -len(part.frame)


def _name(part: _Part, taken: list[str]) -> str:
    """Return the kind's name once, then that of the file, of the sheet, or of both."""
    words = part.path.name.split(".")[0]
    file = (stem(numberless(words)) if part.more else "") or stem(words)  # of all years, not of the first
    kind, sheet = part.found.table, stem(part.sheet or "")
    candidates = [kind, sheet or file, f"{file}_{sheet}" if sheet else f"{file}_file"]
    free = [name for name in candidates if name and name not in taken and (name == kind or name not in KINDS)]
    return free[0] if free else next(f"{file}_{n}" for n in range(2, 1000) if f"{file}_{n}" not in taken)


def stem(text: str) -> str:
    """Write a name as pot.yml wants it, "" for none."""
    stem = re.sub(r"\W+", "_", text).strip("_").lower()[:50]
    return f"t_{stem}" if stem[:1].isdigit() else stem


def _table(name: str, part: _Part) -> Found:
    frame = part.frame
    table = Found(name, part.path.name, part.found, part.sheet, timezone=frame.attrs.get("timezone"))
    table.files = tuple(path.name for path in (part.path, *part.more)) if part.more else ()
    table.names = tuple(map(str, frame.columns))
    texts = []
    for column in map(str, frame.columns):
        values = frame[column]
        text = pd.api.types.is_object_dtype(values)
        if text:
            texts += [str(value)[:200] for value in values.dropna().head(20)]
        if not (text or pd.api.types.is_integer_dtype(values)):
            continue
        distinct = pd.Index(as_key(values).dropna().unique())
        if len(distinct) >= ENOUGH_KEYS:
            table.keys[column] = distinct
            if len(distinct) == len(values):
                table.unique.add(column)
    table.sample = " ".join(texts)
    return table
