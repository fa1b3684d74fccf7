"""The single findings of a pot check: each function looks at one thing and yields what it sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from .contracts import Contract, Rule, breaches, contract_for
from .potfile import Table
from .prepare import Prepared, examples, has_code
from .privacy import holds_email

__all__ = ["Finding", "rows_of", "table_findings"]

Level = Literal["error", "warning", "info"]
EARLIEST = pd.Timestamp("1950-01-01")
ENOUGH = 30
"Answers from which on a value that nobody gave says something about the scale."


@dataclass(frozen=True)
class Finding:
    """One thing found: how bad, where, what, in how many rows, for example which, and what to do."""

    level: Level
    table: str
    column: str
    finding: str
    rows: int = 0
    example_rows: tuple[int, ...] = ()
    remedy: str = ""

    @property
    def text(self) -> str:
        """The finding as one line."""
        where = f"{self.table}.{self.column}" if self.column else self.table
        rows = f" in {rows_of(self.rows)}" if self.rows else ""
        example = f" (file rows {', '.join(map(str, self.example_rows))})" if self.example_rows else ""
        return f"{where}: {self.finding}{rows}{example}" + (f" - {self.remedy}" if self.remedy else "")


@dataclass(frozen=True)
class _Subject:
    name: str
    spec: Table
    prepared: Prepared
    contract: Contract

    @property
    def frame(self) -> pd.DataFrame:
        return self.prepared.frame

    def finding(
        self,
        level: Level,
        column: str,
        finding: str,
        hit: pd.Series | np.ndarray | None = None,
        remedy: str = "",
    ) -> Finding:
        """Return a finding about the rows where `hit` holds."""
        if hit is None:
            return Finding(level, self.name, column, finding, remedy=remedy)
        mask = np.asarray(hit, dtype=bool)
        rows = examples(self.prepared.file_rows[mask])
        return Finding(level, self.name, column, finding, int(mask.sum()), rows, remedy)


def table_findings(name: str, spec: Table, prepared: Prepared, today: pd.Timestamp) -> Iterator[Finding]:
    """Yield everything there is to say about one table."""
    subject = _Subject(name, spec, prepared, contract_for(spec.kind or name))
    yield Finding("info", name, "", f"{rows_of(len(prepared.frame))} used of {spec.file}")
    if not len(prepared.frame):
        yield Finding("error", name, "", "the table has no rows", remedy="export the data again")
    yield from _read(subject)
    yield from _notes(subject)
    yield from _contract(subject)
    for look in (_scale, _unlabelled, _keys, _order, _weight, _personal):
        yield from look(subject)
    yield from _dates(subject, today)


def _read(subject: _Subject) -> Iterator[Finding]:
    """Tell what reading the file could not decide, and what it found remarkable."""
    reading = subject.prepared.reading
    canonical = {source: name for name, source in subject.prepared.columns.items()}
    for source in reading.ambiguous_dates:
        column = canonical.get(source, source)
        used = source in canonical or column in {rule.column for rule in subject.contract.rules}
        remedy = f'declare the format, such as dates: {{{column}: "%d/%m/%Y"}}'
        found = "day and month cannot be told apart, so this stays text"
        yield subject.finding("error" if used else "warning", column, found, remedy=remedy)
    for note in reading.notes:
        yield subject.finding("info", "", note)


def _notes(subject: _Subject) -> Iterator[Finding]:
    """Tell what pot.yml declared as excluded or missing, and where it does not fit the file."""
    for note in subject.prepared.notes:
        if note.effect == "fault":
            yield Finding("error", subject.name, note.column, note.reason, remedy="mend pot.yml")
            continue
        level: Level = "info" if note.declared or note.reason == "empty row" else "warning"
        effect = "row left out" if note.effect == "excluded" else "value set to missing"
        found = f"{note.reason}: {effect}"
        yield Finding(level, subject.name, note.column, found, note.rows, note.example_rows)


def _contract(subject: _Subject) -> Iterator[Finding]:
    scale = {column: ends for column, ends in subject.spec.scale.items() if column in subject.frame.columns}
    ambiguous = {finding.column for finding in _read(subject) if finding.level == "error"}
    remedies = {
        "required": "map the column under columns:",
        "not a whole number": "NPS is asked in whole numbers; a mean is not an answer",
        "not a number": "declare the text under missing:, or give it a number under values:",
        "not a date": "declare the format under dates:, such as %d.%m.%Y",
        "range": "declare codes that mean no answer under missing:; a wider scale under scale:",
    }
    contract = subject.contract
    if (weight := subject.spec.weight) and weight not in {rule.column for rule in contract.rules}:
        contract = replace(contract, rules=(*contract.rules, Rule(weight, "number", low=0)))
    for breach in breaches(subject.frame, contract, scale=scale):
        if breach.column in ambiguous and breach.check == "not a date":
            continue
        hit = np.zeros(len(subject.frame), dtype=bool)
        hit[list(breach.positions)] = True
        given = None if breach.check == "required" else hit
        yield subject.finding("error", breach.column, breach.finding, given, remedies[breach.check])


def _scale(subject: _Subject) -> Iterator[Finding]:
    """Suspect an NPS question that was not asked from 0 to 10."""
    if "nps" not in subject.frame.columns:
        return
    declared = subject.spec.scale.get("nps")
    if declared and declared != (0, 10):
        found = f"declared as {declared[0]:g} to {declared[1]:g}; NPS is defined on 0 to 10 only"
        yield subject.finding(
            "error", "nps", found, remedy="name the column csat or rating, and use that metric"
        )
        return
    scores = pd.to_numeric(subject.frame["nps"], errors="coerce").dropna()
    if len(scores) < ENOUGH:
        return
    counts = scores.value_counts()
    if scores.max() in (5, 7):
        top = f"{scores.max():g}"
        found = f"no answer above {top} among {len(scores):,}: was it asked on {top} points?"
        yield subject.finding(
            "error", "nps", found, remedy="NPS is defined on 0 to 10; use csat for this question"
        )
    elif 0 not in counts and counts.get(1, 0) > counts.get(2, 0):
        found = f"no answer of 0 among {len(scores):,}, but {counts[1]:,} of 1: was it asked from 1 to 10?"
        yield subject.finding(
            "warning", "nps", found, remedy="look at the questionnaire; NPS is defined on 0 to 10"
        )


def _unlabelled(subject: _Subject) -> Iterator[Finding]:
    """Count the codes of a labelled column that have no label; show them where they are numbers."""
    for column, labels in subject.spec.values.items():  # noqa: PD011
        if column not in subject.frame.columns:
            continue
        series = subject.frame[column]
        if not all(isinstance(label, str) for label in labels.values()):
            continue  # codes recoded as numbers: the other numbers need no label
        hit = series.notna() & ~has_code(series, labels.values())
        if hit.any():
            codes = sorted({value for value in series[hit] if isinstance(value, int | float)})
            shown = f": {', '.join(f'{code:g}' for code in codes[:10])}" if codes else ""
            yield subject.finding(
                "warning", column, f"codes without a label{shown}", hit, "add them under values:"
            )


def _keys(subject: _Subject) -> Iterator[Finding]:
    """Look for rows that stand twice, by their key or, without one, in every column."""
    frame = subject.frame
    key = [column for column in subject.spec.key or subject.contract.key if column in frame.columns]
    if not key or (subject.spec.key is None and len(key) < len(subject.contract.key)):
        hit = frame.astype("string").duplicated(keep="first")
        if hit.any():
            yield subject.finding("info", "", "same as an earlier row in every column (there is no key)", hit)
        return
    empty = frame[key].isna().any(axis=1)
    if empty.any():
        yield subject.finding("warning", key[0], "no id", empty, "fill in the id")
    hit = frame.duplicated(key, keep="first") & ~empty
    if hit.any():
        found = f"{' + '.join(key)} stands in an earlier row already"
        yield subject.finding("error", key[0], found, hit, "remove the duplicates, or declare the true key:")


def _order(subject: _Subject) -> Iterator[Finding]:
    """Look for ends before their starts."""
    for start, end in subject.contract.order:
        if not _are_dates(subject.frame, start, end):
            continue
        hit = _local(subject.frame[end]) < _local(subject.frame[start])
        if hit.any():
            yield subject.finding(
                "error", end, f"{end} lies before {start}", hit, "correct the dates at the source"
            )


def _weight(subject: _Subject) -> Iterator[Finding]:
    weight = subject.spec.weight
    if weight in subject.frame.columns and subject.frame[weight].isna().any():
        hit = subject.frame[weight].isna()
        yield subject.finding("warning", str(weight), "no weight: left out of weighted figures", hit)


def _personal(subject: _Subject) -> Iterator[Finding]:
    """Look for e-mail addresses in columns that are not declared as personal."""
    for column in subject.frame.columns.difference(subject.spec.personal, sort=False):
        if subject.frame[column].dtype == object and (hit := holds_email(subject.frame[column])).any():
            found = "holds e-mail addresses and is not declared as personal"
            yield subject.finding("warning", column, found, hit, "name the column under personal:")


def _dates(subject: _Subject, today: pd.Timestamp) -> Iterator[Finding]:
    """Look for dates in the future or long before any customer, and for data older than it should be."""
    newest: list[pd.Timestamp] = []
    for column in subject.frame.columns:
        if not _are_dates(subject.frame, column):
            continue
        dates = _local(subject.frame[column])
        if (late := dates >= today + pd.Timedelta(days=1)).any():
            found = f"lies after {today:%Y-%m-%d}"
            yield subject.finding("error", column, found, late, "correct the dates, or declare their format")
        if (early := dates < EARLIEST).any():
            remedy = "declare a placeholder date under missing:"
            yield subject.finding("warning", column, f"lies before {EARLIEST:%Y-%m-%d}", early, remedy)
        if (past := dates[~late]).notna().any():
            newest.append(past.max())
    if not newest:
        return
    age, limit = (today - max(newest).normalize()).days, subject.spec.refresh_days
    owner = subject.spec.owner or "the data's owner"
    if limit is None or age <= limit:
        yield subject.finding("info", "", f"newest date {max(newest):%Y-%m-%d}")
    else:
        found = (
            f"newest date {max(newest):%Y-%m-%d} is {age:,} days old; to be refreshed every {limit:g} days"
        )
        yield subject.finding("warning", "", found, remedy=f"ask {owner} for a newer export")


def rows_of(count: int) -> str:
    """Return "1 row" or "2 rows"."""
    return f"{count:,} row{'' if count == 1 else 's'}"


def _are_dates(frame: pd.DataFrame, *columns: str) -> bool:
    return all(column in frame and pd.api.types.is_datetime64_any_dtype(frame[column]) for column in columns)


def _local(dates: pd.Series) -> pd.Series:
    return dates.dt.tz_localize(None) if isinstance(dates.dtype, pd.DatetimeTZDtype) else dates
