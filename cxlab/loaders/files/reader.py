"""One file to one pandas frame, with a record of what was decided on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ...errors import BadFile, BadValue, MissingColumn
from ...text import Text
from . import numbers
from .columns import Decision, analyse, as_text, build
from .guard import check_zip, content
from .record import Kept, Raw, ReadLog
from .typed import typed_series

__all__ = ["Codes", "Wishes", "note_name", "read_raw", "to_arrow", "to_frame"]

Codes = Mapping[str, object] | Sequence[object]
USUAL = {
    ".xlsx": "zip", ".xlsm": "zip", ".parquet": "parquet", ".pq": "parquet", ".gz": "gzip", ".sav": "spss",
    ".zsav": "spss", ".xes": "xes", ".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite",
}  # fmt: skip
"""What the end of a file's name promises."""


@dataclass(frozen=True)
class Wishes:
    """What the caller declared about the columns."""

    decimal: str | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    missing: Codes = ()
    columns: Sequence[str] | None = None
    text: Sequence[str] = ()

    def codes(self, name: str) -> Iterable[object]:
        """Return the missing codes of a column."""
        found = self.missing.get(name, ()) if isinstance(self.missing, Mapping) else self.missing
        return [found] if isinstance(found, str) or not isinstance(found, Iterable) else found


def to_frame(where: str, raw: Raw, wishes: Wishes) -> pd.DataFrame:
    """Give every column its values: what is declared, else what its texts turn out to be.

    Raises
    ------
    BadFile
        A declared format does not fit the values.
    MissingColumn
        A column named in a wish is not in the file.
    """
    if wishes.decimal not in (None, ".", ","):
        raise BadValue(Text("{option}; expected '.' or ','", option=f"decimal={wishes.decimal!r}"))
    _check_names(where, raw, wishes)
    try:
        return _frame(where, raw, wishes)
    except BadFile as error:
        raise (
            error if where in str(error) else BadFile(Text("{where}: {reason}", where=where, reason=error))
        ) from None


def read_raw(
    file: Path,
    *,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    columns: Sequence[str] | None,
) -> Raw:
    """Read CSV, Excel or Parquet into columns that have not been interpreted yet."""
    kind = content(file)
    if kind == "zip":
        from .excel import read_excel

        check_zip(file)
        raw = read_excel(file, sheet=sheet)
    elif kind == "parquet":
        from .parquet import read_parquet

        raw = read_parquet(file, columns=columns)
    else:
        from .delimited import read_delimited

        raw = read_delimited(file, kind, encoding=encoding, delimiter=delimiter)
    note_name(file, kind, raw)
    unused = {"encoding": encoding, "delimiter": delimiter} if raw.format != "csv" else {}
    unused |= {"sheet": sheet} if raw.format != "excel" else {}
    raw.notes += [
        Text("{name}= means nothing for {format}", name=name, format=raw.format)
        for name, value in unused.items()
        if value is not None
    ]
    return raw


def note_name(file: Path, kind: str, raw: Raw) -> None:
    """Note that a file's name promises something else than it holds."""
    if kind != USUAL.get(file.suffix.lower(), "text"):
        note = Text(
            "the name ends in {ending}, but the file is {format} and was read so",
            ending=file.suffix or Text("nothing"),
            format=raw.format,
        )
        raw.notes.insert(0, note)


def _check_names(where: str, raw: Raw, wishes: Wishes) -> None:
    declared = [*wishes.dates, *(wishes.missing if isinstance(wishes.missing, Mapping) else ())]
    for name in [*declared, *(wishes.columns or ()), *wishes.text]:
        if name not in raw.names:
            raise MissingColumn(name, raw.names, where=where)


def to_arrow(where: str, raw: Raw, wishes: Wishes) -> tuple[dict[str, Any], ReadLog]:
    """Return columns as `to_frame` reads them, as Arrow arrays: no text becomes a Python object."""
    import pyarrow as pa

    try:
        columns = _columns(raw, wishes)
    except BadFile as error:
        raise (
            error if where in str(error) else BadFile(Text("{where}: {reason}", where=where, reason=error))
        ) from None
    found: dict[str, Any] = {}
    for name in columns.wanted:
        decision = columns.decided.get(name)
        if decision is not None and (texts := as_text(decision)) is not None:
            found[name] = texts
        else:
            series = columns.series(raw, name, wishes)
            found[name] = pa.Array.from_pandas(series)
    return found, _reading(where, raw, columns)


@dataclass
class _Columns:
    """The columns of a file on their way to values: what was decided, counted, and used as date format."""

    wanted: list[str]
    decided: dict[str, Decision] = field(default_factory=dict)
    typed: dict[str, pd.Series] = field(default_factory=dict)
    counted: dict[str, dict[str, int]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)

    def series(self, raw: Raw, name: str, wishes: Wishes) -> pd.Series:
        """Return the values of a column."""
        if name in self.typed:
            return self.typed[name]
        series, used = build(raw, self.decided[name], pattern=wishes.dates.get(name))
        if used:
            self.formats[name] = used
        return series


def _columns(raw: Raw, wishes: Wishes) -> _Columns:
    """Decide on the wanted columns."""
    found = _Columns(list(dict.fromkeys(wishes.columns)) if wishes.columns is not None else raw.names)
    by_name = dict(zip(raw.names, raw.columns, strict=True))
    for name in found.wanted:
        column, pattern = by_name[name], wishes.dates.get(name)
        whole, codes = name in wishes.text, [*wishes.codes(name), *raw.codes.get(name, ())]
        if raw.typed or not _is_text(column):
            found.typed[name], found.counted[name] = typed_series(
                raw, name, column, codes=codes, pattern=pattern, as_text=whole
            )
        else:
            decision = analyse(
                raw, name, column, codes=codes, pattern=pattern, decimal=wishes.decimal, as_text=whole
            )
            found.decided[name], found.counted[name] = decision, decision.counted
    _settle(raw, found.decided, wishes)
    return found


def _frame(where: str, raw: Raw, wishes: Wishes) -> pd.DataFrame:
    columns = _columns(raw, wishes)
    wanted = columns.wanted
    series = {name: columns.series(raw, name, wishes) for name in wanted}
    frame = pd.DataFrame(series, columns=pd.Index(wanted))
    frame.attrs |= _attributes(raw, wanted)
    frame.attrs["reading"] = _reading(where, raw, columns)
    return frame


def _attributes(raw: Raw, wanted: Sequence[str]) -> dict[str, Any]:
    """Return what the file says about its columns beside their values."""
    found: dict[str, Any] = {
        name: Kept({column: texts[column] for column in wanted if column in texts})
        for name, texts in (("labels", raw.labels), ("value_labels", raw.value_labels))
        if texts
    }
    return found | ({"timezone": raw.timezone} if raw.timezone else {})


def _settle(raw: Raw, decided: dict[str, Decision], wishes: Wishes) -> None:
    """Settle columns such as 1.234 by the mark of the other columns, else by the delimiter; and say so."""
    kinds = {name: d.kind for name, d in decided.items() if isinstance(d.kind, numbers.Number)}
    if not any(kind.ambiguous for kind in kinds.values()):
        return
    seen = {kind.decimal for kind in kinds.values() if kind.decimal} | _marks_elsewhere(raw, decided, wishes)
    if len(seen) == 1:
        mark, why = str(seen.pop()), Text("as the other columns of the file are written")
    else:
        mark, why = (
            ("," if raw.delimiter == ";" else "."),
            Text("as files with delimiter {delimiter!r} mostly are", delimiter=raw.delimiter),
        )
    for name, kind in kinds.items():
        if kind.ambiguous:
            decision = decided[name]
            decision.kind = numbers.resolve(kind, decision.present, mark)
            grouped = decision.kind.thousands in (".", ",")
            meaning = Text("thousands") if grouped else Text("decimals")
            decision.note(
                Text(
                    "a mark before three digits is read as {meaning} (decimal mark {mark!r}), {why}; "
                    "decimal= overrides",
                    meaning=meaning,
                    mark=mark,
                    why=why,
                )
            )


def _marks_elsewhere(raw: Raw, decided: dict[str, Decision], wishes: Wishes) -> set[str]:
    """Return the decimal marks of the columns that were not asked for: they are evidence all the same."""
    found: set[str] = set()
    raw = raw.others() if raw.others else raw
    for name, column in zip(raw.names, raw.columns, strict=True):
        if name in decided or not _is_text(column):
            continue
        kind = analyse(raw, name, column, codes=(), pattern=None, decimal=wishes.decimal, as_text=False).kind
        if isinstance(kind, numbers.Number) and kind.decimal:
            found.add(kind.decimal)
    return found


def _reading(where: str, raw: Raw, columns: _Columns) -> ReadLog:
    decided, counted, formats = columns.decided, columns.counted, columns.formats
    found = {name: d.kind for name, d in decided.items() if isinstance(d.kind, numbers.Number)}
    percent = [name for name, kind in found.items() if kind.percent]
    notes = [*raw.notes, *(note for decision in decided.values() for note in decision.notes)]
    notes += [
        Text("column {name!r}: percentages are given as shares (12,5 % is 0.125)", name=name)
        for name in percent
    ]
    return ReadLog(
        source=where,
        format=raw.format,
        rows=raw.rows,
        sheet=raw.sheet,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        decimal={name: kind.decimal for name, kind in found.items() if kind.decimal},
        thousands={name: kind.thousands for name, kind in found.items() if kind.thousands},
        header_row=raw.first_row - 1 or None,
        excluded=tuple(raw.excluded),
        dates=formats,
        ambiguous_dates=tuple(name for name, decision in decided.items() if decision.ambiguous_dates),
        missing={name: found for name, found in counted.items() if found},
        notes=tuple(notes),
    )


def _is_text(column: Any) -> bool:
    return str(column.type) == "string"
