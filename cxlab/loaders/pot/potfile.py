"""The pot.yml: what a data pot declares about its tables, checked before any file is opened."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from ...errors import BadPot, hint, system_reason
from ...text import Text
from ..formats import names as source_names
from ..safeyaml import Lines, load
from ..yaml_faults import fault_at, faults_together, place_of
from .fields import Join, code, in_language, label, several_files, several_names

__all__ = [
    "POT_YML",
    "Link",
    "PotFile",
    "Table",
    "Touchpoint",
    "leads_out",
    "read_pot_file",
    "table_path",
]


def _column(name: str) -> str:
    """Write a column name as the reader does: single spaces, composed letters."""
    return " ".join(unicodedata.normalize("NFC", name).split())


Code = Annotated[Any, AfterValidator(code)]
Label = Annotated[Any, AfterValidator(label)]
Source = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_column)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
FilePath = Annotated[str, Field(min_length=1, max_length=1000)]
Identifier = Annotated[str, Field(pattern=r"^[^\W\d]\w*$", max_length=60)]


def _founded(value: object) -> object:
    """Take a year or a day; earlier dates in the data are impossible."""
    import pandas as pd

    if value is None or isinstance(value, pd.Timestamp):
        return value
    try:
        return pd.Timestamp(str(value))
    except ValueError:
        raise ValueError(Text("must be a year such as 1998 or a day such as 1998-05-01")) from None


def _as_list(value: object) -> object:
    """Let one code stand for a list of one."""
    return [value] if isinstance(value, str | int | float) else value


Codes = Annotated[list[Code], BeforeValidator(_as_list)]


def _source(name: str) -> str:
    if name not in source_names():
        raise ValueError(Text("no source named {name!r}; {hint}", name=name, hint=hint(name, source_names())))
    return name


def _query(text: str) -> str:
    """Take one SELECT: a pot is read, never written to."""
    from ..formats.sql import fault_of

    if fault := fault_of(text):
        raise ValueError(fault)
    return text.strip().removesuffix(";").rstrip()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Table(_Strict):
    """One table of the pot. Every column name but the right side of `columns` is a canonical one."""

    file: Annotated[str, Field(min_length=1, max_length=2000)] = Field(
        description="path inside the pot's folder, a pattern (tickets_*.csv) or a list: all are one table"
    )
    files: list[FilePath] = Field([], description="the paths of a list; set by file:")
    from_: Identifier | None = Field(
        None, alias="from", description="in place of a file: the customers of a table of orders"
    )
    delimiter: Annotated[str, Field(min_length=1, max_length=3)] | None = Field(
        None, description="what stands between the columns of a text file: one character, or tab"
    )
    source: Annotated[str, AfterValidator(_source)] | None = Field(
        None, description="tool that wrote the file; its columns are then known"
    )
    sql: Annotated[str, AfterValidator(_query)] | None = Field(
        None, description="query on the SQLite file, or on the database of url_from"
    )
    url_from: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = Field(
        None, description="environment variable with the URL of a database, in place of a file"
    )
    kind: str | None = Field(None, description="contract it follows, when that is not the table's name")
    sheet: Name | None = Field(None, description="sheet of an Excel file")
    description: str = ""
    owner: str = Field("", description="who is responsible for the data")
    refresh_days: Annotated[float, Field(gt=0, strict=False)] | None = None
    columns: dict[Name, Source] = Field(
        {}, description="canonical name: name in the file, or a list of names where files differ"
    )
    spellings: dict[Name, list[Source]] = Field({}, description="the lists under columns:; set by them")
    missing: dict[Name, Codes] = Field({}, description="codes that mean no answer")
    values: dict[Name, dict[Code, Label]] = Field(
        {}, description="code: label, or code: {en: label, de: label}"
    )
    waves: dict[Code, dict[Name, Source]] = Field(
        {}, description="wave: {canonical name: name in the file}; one row per row and wave"
    )
    joins: list[Join] = Field(
        [], description="columns to take from the row of another table with the same key"
    )
    exclude: dict[Name, Codes] = Field(
        {}, description="rows with one of these codes are left out and counted"
    )
    scale: dict[Name, tuple[float, float]] = Field({}, description="lowest and highest valid score")
    dates: dict[Name, Name] = Field({}, description="date format, such as %d.%m.%Y")
    key: list[Name] | None = Field(None, description="columns that tell one row from another")
    personal: list[Name] = Field([], description="columns with personal data")
    segments: list[Name] = Field([], description="columns that reports split by")
    weight: Name | None = None
    cluster: Name | None = Field(None, description="answers that belong together, such as an account")

    @model_validator(mode="before")
    @classmethod
    def _plain_forms(cls, data: Any) -> Any:
        """Let a list from YAML stand for the strict pair, and a database for the file."""
        if not isinstance(data, dict):
            return data
        if isinstance(data.get("scale"), dict):
            scale = {k: tuple(v) if isinstance(v, list) else v for k, v in data["scale"].items()}
            data = {**data, "scale": scale}
        data = several_names(several_files(data))
        if data.get("delimiter") in ("tab", "\\t"):
            data = {**data, "delimiter": "\t"}
        if data.get("from") is not None:
            if "file" in data or "sql" in data:
                raise ValueError(Text("from: stands in place of file:"))
            data = {**data, "file": f"customers of {data['from']}"}
        if data.get("url_from") is not None:
            if "file" in data or "sql" not in data:
                raise ValueError(Text("url_from: stands in place of file: and needs a query under sql:"))
            data = {**data, "file": f"database of {data['url_from']}"}
        return data

    @model_validator(mode="after")
    def _consistent(self) -> Table:
        sources = list(self.columns.values())
        if twice := sorted({source for source in sources if sources.count(source) > 1}):
            raise ValueError(Text("columns: {column!r} is mapped to more than one column", column=twice[0]))
        for column, (low, high) in self.scale.items():
            if not low < high:
                raise ValueError(
                    Text("scale.{column}: the lowest score must be below the highest", column=column)
                )
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise ValueError(Text("delimiter: must be one character, or tab"))
        return self

    @property
    def paths(self) -> list[str]:
        """Return the files or patterns it is read from; none for a database or a derived table."""
        return [] if self.url_from or self.from_ else self.files or [self.file]

    @property
    def several(self) -> bool:
        """Return whether more than one file, or more than one wave of a file, makes up the table."""
        return bool(self.files or self.waves) or any(set("*?[") & set(path) for path in self.paths)

    def as_spelled(self, names: Iterable[str]) -> Table:
        """Return the table with its columns called as in the file with these names."""
        there = set(names)
        called = {
            ours: next(name for name in theirs if name in there)
            for ours, theirs in self.spellings.items()
            if there & set(theirs)
        }
        return self.model_copy(update={"columns": {**self.columns, **called}}) if called else self

    def in_language(self, *languages: str) -> Table:
        """Return the table with the labels of the first of these languages that they are given in."""
        labelled = list(self.values.values())
        if not any(isinstance(text, dict) for labels in labelled for text in labels.values()):
            return self
        plain = {
            column: {key: in_language(text, languages) for key, text in labels.items()}
            for column, labels in self.values.items()
        }
        return self.model_copy(update={"values": plain})


class Link(_Strict):
    """Rows of one table that point to rows of another: `table.column` to `table.column`."""

    from_: str = Field(alias="from", pattern=r"^\w+\.[^.]+$")
    to: str = Field(pattern=r"^\w+\.[^.]+$")

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return ((table, column), (table, column))."""
        here, there = self.from_.split("."), self.to.split(".")
        return (here[0], here[1]), (there[0], there[1])


POT_YML = "pot.yml"


class Touchpoint(_Strict):
    """A touchpoint, the process behind it and who owns that process."""

    touchpoint: Name
    process: str = ""
    owner: str = ""


class PotFile(_Strict):
    """The whole pot.yml."""

    name: Name
    company: str = ""
    founded: Annotated[Any, AfterValidator(_founded)] = Field(None, description="year or day of foundation")
    industry: str = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    timezone: str | None = None
    description: str = ""
    tables: dict[Identifier, Table] = Field(min_length=1)
    links: list[Link] = []
    targets: dict[Name, float] = {}
    touchpoints: list[Touchpoint] = Field(
        [], description="the table processes, where it is no file of its own"
    )

    @model_validator(mode="before")
    @classmethod
    def _with_processes(cls, given: Any) -> Any:
        """Let touchpoints stand for the table `processes`, unless a file is that table."""
        tables = given.get("tables") if isinstance(given, dict) else None
        if not isinstance(tables, dict) or not given.get("touchpoints") or "processes" in tables:
            return given
        return given | {"tables": tables | {"processes": {"file": POT_YML}}}

    @model_validator(mode="after")
    def _consistent(self) -> PotFile:
        if self.timezone is not None:
            _check_timezone(self.timezone)
        for number, link in enumerate(self.links):
            for table, _ in link.ends:
                if table not in self.tables:
                    raise ValueError(
                        Text(
                            "links.{number}: no table named {table!r}; {hint}",
                            number=number,
                            table=table,
                            hint=hint(table, list(self.tables)),
                        )
                    )
        for name, entry in self.tables.items():
            for number, other in enumerate([join.from_ for join in entry.joins] + [entry.from_ or name]):
                if other not in self.tables or (other == name and number < len(entry.joins)):
                    raise ValueError(
                        Text(
                            "tables.{name}: no other table named {other!r}; {hint}",
                            name=name,
                            other=other,
                            hint=hint(other, list(self.tables)),
                        )
                    )
            if entry.from_ == name:
                raise ValueError(Text("tables.{name}: from: names the table itself", name=name))
        return self


def read_pot_file(folder: Path) -> PotFile:
    """Read and check `folder/pot.yml`, the paths of its tables included.

    Raises
    ------
    BadPot
        One line for every fault, with the line of the file where it is known.
    """
    path = folder / "pot.yml"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (
            Text("is not UTF-8 text")
            if isinstance(error, UnicodeDecodeError)
            else Text("cannot be read: {reason}", reason=system_reason(error))
        )
        raise BadPot(
            Text("{name} in {folder} {reason}", name=path.name, folder=folder, reason=reason)
        ) from None
    document, lines = load(text)
    if not isinstance(document, dict):
        raise BadPot(Text("pot.yml is empty; it must name the pot and its tables") if document is None else
                     Text("pot.yml must be a mapping (name: ..., tables: ...)"))  # fmt: skip
    try:
        spec = PotFile.model_validate(document)
    except ValidationError as error:
        raise BadPot(faults_together("pot.yml", [_fault(item, lines) for item in error.errors()])) from None
    faults = [
        _path_fault(folder, name, path, lines) for name, table in spec.tables.items() for path in table.paths
    ]
    if found := [fault for fault in faults if fault]:
        raise BadPot(faults_together("pot.yml", found))
    return spec


def table_path(folder: Path, table: Table) -> Path:
    """Return the path of a table's file, looked at again: a link may have changed since pot.yml was read.

    Raises
    ------
    BadPot
        It leads out of the pot's folder.
    """
    if not table.url_from and (fault := leads_out(folder, table.file)):
        raise BadPot(Text("{file}: {reason}", file=table.file, reason=fault))
    return folder / table.file


def _path_fault(folder: Path, name: str, file: str, lines: Lines) -> str:
    fault = leads_out(folder, file)
    return Text.together([place_of(("tables", name, "file"), lines), fault], ": ") if fault else ""


def leads_out(folder: Path, file: str) -> str:
    """Return why a path does not name a file inside the pot's folder, or ""."""
    plain = Path(file)
    drive = re.match(r"[A-Za-z]:|.*://", file) or (os.name == "nt" and ":" in file)
    if "\0" in file or plain.is_absolute() or drive or "\\" in file or ".." in plain.parts:
        return Text("must be a path inside the pot's folder, with / and without ..")
    if file.startswith("~"):
        return Text("must be a path inside the pot's folder, without ~")
    try:
        inside = (folder / plain).resolve().is_relative_to(folder.resolve())
    except RuntimeError:
        return Text("links lead in a circle")
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else type(error).__name__
        return Text("is no path that can be used ({reason})", reason=reason)
    return "" if inside else Text("leads out of the pot's folder")


def _check_timezone(name: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(
            Text("timezone: {name!r} is not a time zone such as Europe/Berlin", name=name)
        ) from None


def _fault(error: Any, lines: Lines) -> Text:
    path = _in_document(error["loc"], lines)
    inner: dict[str, type[_Strict]] = {"links": Link, "touchpoints": Touchpoint, "tables": Table}
    model: type[_Strict] = inner.get(str(path[0]), PotFile) if len(path) > 1 else PotFile
    known = [field.alias or name for name, field in model.model_fields.items()]
    itself = error["type"] == "value_error" and not path
    return fault_at(
        "" if itself else place_of(path, lines), error, key=str(path[-1]) if path else "", known=known
    )


def _in_document(loc: tuple[object, ...], lines: Lines) -> tuple[object, ...]:
    """Drop what pydantic appends to a path (union members, "[key]") and the document does not hold."""
    path: tuple[object, ...] = ()
    for part in loc:
        inside = (*path, part)
        known = any(key[: len(inside)] == inside for key in lines)
        last = part == loc[-1] and part != "[key]"
        if known or isinstance(part, int) or (last and path == loc[: len(path)] == loc[:-1]):
            path = inside
    return path
