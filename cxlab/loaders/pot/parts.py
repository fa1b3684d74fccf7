"""Tables put together: several files or waves as one, customers of a table of orders, joined columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...errors import BadFile, BadPot
from ...text import Text
from ..files import ReadLog
from ..tables.contracts import DATE_COLUMNS
from ..tables.event_order import file_after_file
from ..tables.keys import as_key
from .fields import Join
from .potfile import POT_YML, PotFile, Table
from .prepare import Note, Prepared, examples, prepare

__all__ = [
    "FILE",
    "WAVE",
    "customers_of",
    "files_of",
    "joined",
    "parts_of",
    "prepare_parts",
    "processes_of",
    "without_added",
]

FILE, WAVE = "source_file", "wave"
"""Columns that say which file, and which wave, a row of a table of several is from."""


def parts_of(folder: Path, spec: Table) -> Iterator[tuple[str, Table, Any]]:
    """Yield file, entry and wave of every part of a table.

    Raises
    ------
    BadFile
        A pattern fits no file.
    """
    for path in spec.paths:
        for file in _matching(folder, path):
            alone = spec.model_copy(update={"file": file, "files": [], "waves": {}, "joins": []})
            if not spec.waves:
                yield file, alone, None
            for wave, columns in spec.waves.items():
                yield file, alone.model_copy(update={"columns": {**spec.columns, **columns}}), wave


def files_of(folder: Path, spec: Table) -> list[str]:
    """Return the files of a table; a pattern that fits none stays as it is, for `check` to tell."""
    found = []
    for path in spec.paths:
        try:
            found += _matching(folder, path)
        except BadFile:
            found.append(path)
    return list(dict.fromkeys(found))


def _matching(folder: Path, path: str) -> list[str]:
    if not set("*?[") & set(path) or (folder / path).is_file():  # a file may be called like a pattern
        return [path]
    root = folder.resolve()
    found = sorted(
        file.relative_to(folder).as_posix()
        for file in folder.glob(path)
        if file.is_file() and not file.name.startswith((".", "~$")) and file.resolve().is_relative_to(root)
    )
    if not found:
        raise BadFile(Text("{path}: no file in the pot's folder fits this pattern", path=folder / path))
    return found


def prepare_parts(folder: Path, *, name: str, spec: Table, timezone: str | None) -> Prepared:
    """Read every file and wave of a table and put them below each other.

    With several files each row says its own under "source_file", with waves under "wave". What a wave leaves
    empty in all of its columns is no answer, and counted as left out.
    """
    parts, notes = [], []
    pieces = list(parts_of(folder, spec))
    files = list(dict.fromkeys(file for file, _spec, _wave in pieces))
    for file, alone, wave in pieces:
        part = prepare(
            folder,
            name=name,
            spec=without_added(alone.model_copy(update={"joins": spec.joins})),
            timezone=timezone,
        )
        if wave is not None:
            part = _wave(part, spec, wave)
        if len(files) > 1:
            part = replace(part, frame=part.frame.assign(**{FILE: file}))
        where = [file] if len(files) > 1 else list[str]()
        where += [Text("wave {wave}", wave=str(wave))] if wave is not None else []
        notes += [
            replace(note, reason=Text.together([*where, note.reason], ": "), file=file) for note in part.notes
        ]
        parts.append(part)
    frames = [part.frame for part in parts]
    if len(files) == len(parts):
        frames = file_after_file(frames)
    frame = pd.concat(frames, ignore_index=True)
    notes += _differing(parts, files)
    readings = [part.reading for part in parts]
    reading = replace(
        readings[0],
        notes=tuple(dict.fromkeys(note for one in readings for note in one.notes)),
        ambiguous_dates=tuple(dict.fromkeys(column for one in readings for column in one.ambiguous_dates)),
    )
    rows = np.concatenate([part.file_rows for part in parts])
    columns = {ours: theirs for part in parts for ours, theirs in part.columns.items()}
    return Prepared(frame.infer_objects(), rows, tuple(notes), reading, columns)


def without_added(spec: Table) -> Table:
    """Return the entry without what it says of columns that are added after reading: files, waves, joins."""
    added = {FILE, WAVE, *(name for join in spec.joins for name in join.columns)}
    lists = {
        name: [n for n in getattr(spec, name) or () if n not in added] for name in ("segments", "personal")
    }
    single = {name: None for name in ("weight", "cluster") if getattr(spec, name) in added}
    key = None if spec.key is None else [name for name in spec.key if name not in added] or None
    return spec.model_copy(update={**lists, **single, "key": key})


def _wave(part: Prepared, spec: Table, wave: Any) -> Prepared:
    """Leave out the columns of the other waves, and rows that say nothing in this one."""
    own = spec.waves[wave]
    others = {source for columns in spec.waves.values() for source in columns.values()} - set(own.values())
    frame = part.frame.drop(columns=[name for name in others if name in part.frame])
    there = [name for name in own if name in frame]
    empty = frame[there].isna().all(axis=1).to_numpy()
    notes = part.notes
    if empty.any():
        rows = examples(part.file_rows[empty])
        notes = (*notes, Note("", "excluded", Text("no answer in this wave"), int(empty.sum()), rows))
    kept = frame.loc[~empty].reset_index(drop=True).assign(**{WAVE: wave})
    return replace(part, frame=kept, file_rows=part.file_rows[~empty], notes=notes)


def _differing(parts: list[Prepared], files: list[str]) -> Iterator[Note]:
    """Note columns that some of several files lack, or hold as another kind of value."""
    if len(files) < 2:
        return
    everything = list(dict.fromkeys(column for part in parts for column in part.frame.columns))
    for column in everything:
        lacking = [part for part in parts if column not in part.frame]
        if lacking:
            rows = sum(len(part.frame) for part in lacking)
            yield Note(
                column,
                "missing",
                Text(
                    "{count} of {parts} files have no column {column}",
                    count=len(lacking),
                    parts=len(parts),
                    column=column,
                ),
                rows,
                declared=False,
            )
            continue
        kinds = {_kind(part.frame[column]) for part in parts} - {""}
        if len(kinds) > 1:
            some, others = sorted(kinds)[:2]
            reason = Text(
                "{column} holds {some} in some files and {others} in others; declare its format",
                column=column,
                some=some,
                others=others,
            )
            yield Note(column, "fault", reason, 0)


def _kind(values: pd.Series) -> str:
    if not values.notna().any():
        return ""
    if pd.api.types.is_datetime64_any_dtype(values):
        return Text("dates")
    return Text("numbers") if pd.api.types.is_numeric_dtype(values) else Text("text")


def customers_of(orders: Prepared, spec: Table, *, table: str) -> Prepared:
    """Return one row per customer of a table of orders: the first order, and the segments as they were then.

    Raises
    ------
    BadPot
        The table has no customers, no dates, or not the segments.
    """
    frame = orders.frame
    date = next(
        (c for c in DATE_COLUMNS if c in frame and pd.api.types.is_datetime64_any_dtype(frame[c])), None
    )
    if "customer_id" not in frame or date is None:
        raise BadPot(
            Text(
                "from: {table}: customers are told by customer_id and a date, which the table does not have",
                table=table,
            )
        )
    lacking = [name for name in spec.segments if name not in frame]
    if lacking:
        raise BadPot(
            Text(
                "from: {table}: the table has no column {column!r} (segments)",
                table=table,
                column=lacking[0],
            )
        )
    usable = frame["customer_id"].notna() & frame[date].notna()
    ordered = frame.loc[usable].sort_values(date, kind="stable").drop_duplicates("customer_id").sort_index()
    extra = [name for name in ("account_id", *spec.segments) if name in frame and name != "customer_id"]
    people = ordered[["customer_id", date, *dict.fromkeys(extra)]].rename(columns={date: "first_order"})
    rows = orders.file_rows[ordered.index.to_numpy()]
    left_out = ~usable.to_numpy()
    notes: tuple[Note, ...] = ()
    if left_out.any():
        reason = Text("no customer_id or {date}: no customer derived from it", date=date)
        notes = (Note("", "excluded", reason, int(left_out.sum()), examples(orders.file_rows[left_out])),)
    return Prepared(people.reset_index(drop=True), rows, notes, orders.reading, {})


def processes_of(spec: PotFile) -> Prepared:
    """Return the touchpoints of pot.yml as the table `processes`: touchpoint, process, owner."""
    frame = pd.DataFrame([touchpoint.model_dump() for touchpoint in spec.touchpoints])
    reading = ReadLog(source=POT_YML, format="yaml", rows=len(frame))
    return Prepared(frame.replace("", None), np.arange(1, len(frame) + 1), (), reading, {})


def joined(here: Prepared, others: Iterable[tuple[Join, Prepared]]) -> Prepared:
    """Return a table with the columns that it takes from others, and notes on rows that take nothing.

    Keys are compared as text; where several rows of the other table have the key and do not agree on a value,
    that value is left empty.
    """
    frame, notes = here.frame, list(here.notes)
    for join, other in others:
        faults = _faults(frame, join, other.frame)
        notes += faults
        if faults:
            continue
        keys, known = as_key(frame[join.on]), as_key(other.frame[join.target])
        there = other.frame.assign(_key=known)[known.notna().to_numpy()]
        found = keys.isin(set(there["_key"])).to_numpy(dtype=bool)
        new = {}
        for name, source in join.columns.items():
            single = there[["_key", source]].dropna().drop_duplicates()
            clear = single[~single["_key"].duplicated(keep=False)].set_index("_key")[source]
            new[name] = keys.map(clear)
            torn = found & keys.isin(set(single["_key"]) - set(clear.index)).to_numpy(dtype=bool)
            notes += _note(
                here,
                torn,
                name,
                Text("several rows of {table} have this {key} and differ", table=join.from_, key=join.on),
            )
        notes += _note(
            here,
            ~found,
            join.on,
            Text("no row of {table} has this {key}: nothing joined", table=join.from_, key=join.on),
        )
        frame = frame.assign(**new)
    return replace(here, frame=frame.infer_objects(), notes=tuple(notes))


def _faults(frame: pd.DataFrame, join: Join, other: pd.DataFrame) -> list[Note]:
    wrong = [] if join.on in frame else [Text("the table has no column {column!r}", column=join.on)]
    wanted = [join.target, *join.columns.values()]
    wrong += [
        Text("{table} has no column {column!r}", table=join.from_, column=name)
        for name in wanted
        if name not in other
    ]
    wrong += [
        Text("the table has a column {column!r} already", column=name)
        for name in join.columns
        if name in frame
    ]
    return [Note(join.on, "fault", Text("joins: {reason}", reason=reason), 0) for reason in wrong]


def _note(here: Prepared, hit: np.ndarray, column: str, reason: str) -> list[Note]:
    if not hit.any():
        return []
    return [Note(column, "missing", reason, int(hit.sum()), examples(here.file_rows[hit]), declared=False)]
