"""The tables of a data pot: read when first asked for, in canonical columns, cut to days."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from ...errors import BadPot, UnknownName
from ...language import current
from ...text import Text
from ..industries import IndustryProfile, industries, industry_profile
from ..tables.dates import within
from ..tables.event_order import with_sequence
from .kept_tables import kept_table
from .parts import customers_of, joined, prepare_parts, processes_of, without_added
from .potfile import POT_YML, PotFile, Table
from .prepare import Note, Prepared, prepare
from .role import Role, role_of

__all__ = ["PotTables"]


class PotTables:
    """The tables of an opened pot, with what pot.yml says of them: what the rooms above stand on."""

    def __init__(self, folder: Path, spec: PotFile) -> None:
        self.folder = folder
        self.spec = spec
        self._prepared: dict[tuple[str, str], Prepared] = {}
        self._selected: dict[str, Note] = {}
        self._under_way: list[str] = []
        self._lock = threading.RLock()  # a table may need another one

    @property
    def name(self) -> str:
        """The pot's name, as pot.yml gives it."""
        return self.spec.name

    @property
    def company(self) -> str:
        """The company whose customers the pot is about."""
        return self.spec.company

    @property
    def founded(self) -> pd.Timestamp | None:
        """The day the company was founded, if pot.yml says so; no customer's date lies before it."""
        return self.spec.founded

    @property
    def industry(self) -> str:
        """The industry, empty if not declared."""
        return self.spec.industry

    @property
    def profile(self) -> IndustryProfile:
        """Defaults of the pot's industry: windows, horizons, cadence.

        Raises
        ------
        BadPot
            pot.yml declares no industry, or one without a profile.
        """
        if not self.industry:
            raise BadPot(
                Text("pot.yml declares no industry; available: {names}", names=", ".join(industries()))
            )
        try:
            return industry_profile(self.industry)
        except UnknownName as error:
            raise BadPot(Text("pot.yml industry: {reason}", reason=error)) from None

    @property
    def language(self) -> str:
        """Language of the texts in the data, as a two-letter code."""
        return self.spec.language

    @property
    def timezone(self) -> str | None:
        """Time zone of the dates and times."""
        return self.spec.timezone

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return list(self.spec.tables)

    @property
    def targets(self) -> dict[str, float]:
        """Target per KPI."""
        return dict(self.spec.targets)

    def __contains__(self, table: object) -> bool:
        return table in self.spec.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self.spec.tables)

    def __len__(self) -> int:
        return len(self.spec.tables)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {', '.join(self.tables)}>"

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return the table in canonical columns; the frame is the caller's own.

        Raises
        ------
        UnknownName
            The pot has no such table.
        BadPot
            pot.yml does not fit the file (a mapped column is not there, for example).
        BadFile
            The file cannot be read.
        """
        prepared = self.prepared(table)
        if prepared.faults:
            file = self.table(table).file
            head = Text("table {table!r} ({file}) does not fit pot.yml:", table=table, file=file)
            faults = (Text.together([" ", fault], " ") for fault in prepared.faults)
            raise BadPot(Text.together([head, *faults], "\n"))
        return prepared.frame.copy()

    def table(self, name: str) -> Table:
        """Return what pot.yml declares about a table, with labels in the current language."""
        if name not in self.spec.tables:
            raise UnknownName("table", name, self.tables)
        return self.spec.tables[name].in_language(current(), self.language, "en")

    def prepared(self, table: str) -> Prepared:
        """Return the table with what was left out on the way; read once (per language of labels) and kept."""
        spec = self.table(table)
        slot = table, "" if spec is self.spec.tables[table] else current()
        with self._lock:
            if slot not in self._prepared:
                if table in self._under_way:
                    raise BadPot(
                        Text(
                            "tables {names} need each other (joins:, from:)",
                            names=" and ".join(self._under_way),
                        )
                    )
                self._under_way.append(table)
                try:
                    self._prepared[slot] = kept_table(self, slot, partial(self._prepare, table, spec))
                finally:
                    self._under_way.remove(table)
            return self._prepared[slot]

    def _prepare(self, table: str, spec: Table) -> Prepared:
        """Read a table, put it together from its parts and take over what it joins."""
        kind = spec.kind or table
        if table == "processes" and spec.file == POT_YML:
            made = processes_of(self.spec)
        elif spec.from_:
            made = customers_of(self.prepared(spec.from_), spec, table=spec.from_)
        elif spec.several:
            made = prepare_parts(self.folder, name=table, spec=spec, timezone=self.timezone)
        else:
            made = prepare(self.folder, name=table, spec=without_added(spec), timezone=self.timezone)
        if kind == "events":
            made = replace(made, frame=with_sequence(made.frame))
        return joined(made, [(join, self.prepared(join.from_)) for join in spec.joins])

    def labelled(self, table: str, column: str, values: Iterable[object]) -> list[object]:
        """Return codes of a column as the labels that the table holds in the current language.

        Values that are no codes stay what they are.

        Examples
        --------
        >>> from cxlab.loaders import open_pot
        >>> open_pot("sfo_airport_2017").labelled("responses", "boarding_area", ["A", 99])
        ['Area A', 99]
        """
        labels = {str(key): text for key, text in self.table(table).values.get(column, {}).items()}  # noqa: PD011
        return [labels.get(str(value), value) for value in values]

    def role(self, table: str) -> Role:
        """Return which of the table's columns are scores, segments, weight, cluster, date, account, verbatim.

        Examples
        --------
        >>> from cxlab.loaders import open_pot
        >>> role = open_pot("sfo_airport_2017").role("responses")
        >>> role.weight, role.cluster, role.date, role.segments[0]
        ('weight', 'flight', 'date', 'boarding_area')
        """
        return role_of(self.table(table), self.prepared(table).frame)

    def scale(self, table: str, column: str) -> tuple[int, int] | None:
        """Return the lowest and highest valid score that pot.yml declares for a column, or None."""
        scale = self.table(table).scale.get(column)
        return None if scale is None else (int(scale[0]), int(scale[1]))

    def select(self, table: str, *, start: object = None, end: object = None) -> pd.DataFrame:
        """Return the rows of a table from the day `start` to the day `end`, both included.

        Rows without a date are left out as soon as one of the two is given; `exclusions` counts them all.

        Parameters
        ----------
        table : str
            Name of the table.
        start, end : date, ISO string or None
            First and last day in the table's own time zone.

        Raises
        ------
        BadPot
            A day is asked for, but the table has no date column.
        BadValue
            `start` or `end` is no date, or `end` lies before `start`.

        Examples
        --------
        >>> from cxlab.loaders import open_pot
        >>> pot = open_pot("sfo_airport_2017")
        >>> len(pot.select("responses", start="2017-05-08", end="2017-05-08"))
        203
        """
        frame = self[table]
        if start is None and end is None:
            return frame
        column = self.role(table).date
        if column is None:
            raise BadPot(
                Text(
                    "table {table!r} has no date column, so it cannot be cut to a range of days",
                    table=table,
                )
            )
        inside = within(frame[column], start, end)
        reason = Text(
            "{column} outside {start} to {end}, or without a date",
            column=column,
            start=start or "...",
            end=end or "...",
        )
        self._selected[table] = Note(column, "excluded", reason, int((~inside).sum()))
        return frame.loc[inside]

    def labels(self, table: str, column: str) -> list[object]:
        """Return the labels of a column in pot.yml's order (age groups, for example), or nothing."""
        labels = self.table(table).values.get(column, {})  # noqa: PD011
        return list(dict.fromkeys(labels[code] for code in labels))

    def notes(self, table: str) -> list[Note]:
        """Return what was left out of a table, on reading it and by `select`; faults of pot.yml are none."""
        notes = [note for note in self.prepared(table).notes if note.effect != "fault"]
        return notes + ([self._selected[table]] if table in self._selected else [])
