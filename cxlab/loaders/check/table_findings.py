"""The single findings of a pot check: each function looks at one thing and yields what it sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from ..pot.potfile import Table
from ..pot.prepare import Prepared
from ..privacy import holds_email
from ..tables.codes import has_code
from ..tables.contracts import Rule, breaches, contract_for
from ..tables.dates import is_date, local
from .doubts import doubts
from .duplicates import duplicate_rows
from .finding import CheckFinding, Severity, rows_of
from .freshness import newest_date
from .impossible_dates import EARLIEST, date_faults
from .subject import Subject

__all__ = ["table_findings"]

ENOUGH = 30
"Answers from which on a value that nobody gave says something about the scale."
MANY = 50
"Groups from which on a segment is rather a key than a column to compare by."


def table_findings(
    name: str, spec: Table, prepared: Prepared, today: pd.Timestamp, founded: pd.Timestamp | None = None
) -> Iterator[CheckFinding]:
    """Yield everything there is to say about one table."""
    subject = Subject(name, spec, prepared, contract_for(spec.kind or name))
    yield CheckFinding("info", name, "", f"{rows_of(len(prepared.frame))} used of {spec.file}")
    if not len(prepared.frame):
        yield CheckFinding("error", name, "", "the table has no rows", remedy="export the data again")
    yield from _read(subject)
    yield from _notes(subject)
    yield from _contract(subject)
    for look in (_scale, _unlabelled, _keys, _order, _weight, _used, _personal):
        yield from look(subject)
    yield from doubts(subject)
    yield from _dates(subject, today, founded)


def _read(subject: Subject) -> Iterator[CheckFinding]:
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


def _notes(subject: Subject) -> Iterator[CheckFinding]:
    """Tell what pot.yml declared as excluded or missing, and where it does not fit the file."""
    for note in subject.prepared.notes:
        if note.effect == "fault":
            yield CheckFinding("error", subject.name, note.column, note.reason, remedy="mend pot.yml")
            continue
        severity: Severity = "info" if note.declared or note.reason == "empty row" else "warning"
        effect = "row left out" if note.effect == "excluded" else "value set to missing"
        found = f"{note.reason}: {effect}"
        yield CheckFinding(severity, subject.name, note.column, found, note.rows, note.example_rows)


def _contract(subject: Subject) -> Iterator[CheckFinding]:
    scale = {column: ends for column, ends in subject.spec.scale.items() if column in subject.frame.columns}
    ambiguous = {finding.column for finding in _read(subject) if finding.severity == "error"}
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


def _scale(subject: Subject) -> Iterator[CheckFinding]:
    """Suspect an NPS question that was not asked from 0 to 10."""
    if "nps" not in subject.frame.columns:
        return
    declared = subject.spec.scale.get("nps")
    if declared and declared != (0, 10):
        found = f"declared as {declared[0]:g} to {declared[1]:g}, but NPS is defined on 0 to 10 only"
        yield subject.finding(
            "error", "nps", found, remedy="name the column csat or rating, and use that metric"
        )
        return
    scores = pd.to_numeric(subject.frame["nps"], errors="coerce").dropna()
    if len(scores) < ENOUGH:
        return
    counts = scores.value_counts()
    if set(counts.index) <= {1, 2, 3} and len(counts) > 1:
        codes = ", ".join(f"{code:g}" for code in sorted(counts.index))
        found = f"holds only {codes}: the groups, not the answers"
        yield subject.finding(
            "error", "nps", found, remedy="map the column with the answers from 0 to 10 under columns:"
        )
    elif scores.max() in (5, 7):
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


def _unlabelled(subject: Subject) -> Iterator[CheckFinding]:
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


def _keys(subject: Subject) -> Iterator[CheckFinding]:
    """Look for rows that stand twice, by their key or, without one, in every column."""
    frame = subject.frame
    for found in duplicate_rows(subject.name, subject.spec, subject.prepared):
        if found.what == "id":
            empty = frame[list(found.columns)].isna().any(axis=1)
            if empty.any():
                yield subject.finding("warning", found.columns[0], "no id", empty, "fill in the id")
        if not found.hit.any():
            continue
        if found.what == "row":
            yield subject.finding(
                "info", "", "same as an earlier row in every column (there is no key)", found.hit
            )
        elif found.what == "id":
            words = f"{' + '.join(found.columns)} stands in an earlier row already"
            remedy = "remove the duplicates, or declare the true key:"
            yield subject.finding("error", found.columns[0], words, found.hit, remedy)
        elif found.what == "but one":
            words = f"same as an earlier row in every column but {found.columns[0]}"
            remedy = "look whether two exports overlap; if so, leave the second one out"
            yield subject.finding("warning", found.columns[0], words, found.hit, remedy)
        else:
            remedy = "look whether a form was sent twice or two exports overlap"
            yield subject.finding(
                "warning",
                found.columns[-1],
                "same customer, day and text as an earlier row",
                found.hit,
                remedy,
            )


def _order(subject: Subject) -> Iterator[CheckFinding]:
    """Look for ends before their starts."""
    for start, end in subject.contract.order:
        if not (is_date(subject.frame, start) and is_date(subject.frame, end)):
            continue
        hit = local(subject.frame[end]) < local(subject.frame[start])
        if hit.any():
            yield subject.finding(
                "error", end, f"{end} lies before {start}", hit, "correct the dates at the source"
            )


def _weight(subject: Subject) -> Iterator[CheckFinding]:
    weight = subject.spec.weight or "weight"
    if weight not in subject.frame.columns:
        return
    values = subject.frame[weight]
    if len(values) and pd.api.types.is_numeric_dtype(values) and not values.fillna(0).any():
        yield subject.finding("error", weight, "all weights are 0 or missing", remedy="mend the column")
    elif (hit := values.isna()).any():
        yield subject.finding("warning", weight, "no weight: left out of weighted figures", hit)


def _used(subject: Subject) -> Iterator[CheckFinding]:
    """Look at the columns that pot.yml names for use: none should be empty, no segment a key."""
    segments = set(subject.spec.segments)
    for column in (name for name in subject.frame.columns if name in segments | set(subject.spec.columns)):
        groups = subject.frame[column].nunique()
        if len(subject.frame) and not groups:
            yield subject.finding("warning", column, "holds no value in any row", remedy="check the export")
        elif column in segments and groups > MANY:
            found = f"{groups:,} different values: most groups will be small, the figures long"
            yield subject.finding("warning", column, found, remedy="join values under values:")


def _personal(subject: Subject) -> Iterator[CheckFinding]:
    """Look for e-mail addresses in columns that are not declared as personal."""
    for column in subject.frame.columns.difference(subject.spec.personal, sort=False):
        if subject.frame[column].dtype == object and (hit := holds_email(subject.frame[column])).any():
            found = "holds e-mail addresses and is not declared as personal"
            yield subject.finding("warning", column, found, hit, "name the column under personal:")


def _dates(subject: Subject, today: pd.Timestamp, founded: pd.Timestamp | None) -> Iterator[CheckFinding]:
    """Look for dates in the future or before the company, and for data older than it should be."""
    for found in date_faults(subject.prepared, today, founded):
        if found.hit.any():
            severity, words, remedy = {
                "future": (
                    "error", f"lies after {today:%Y-%m-%d}", "correct the dates, or declare their format"
                ),
                "planned": ("info", f"lies after {today:%Y-%m-%d}: an end that is still to come", ""),
                "before founding": (
                    "warning", f"lies before the company was founded ({founded})",
                    "declare a placeholder date under missing:",
                ),
                "too early": (
                    "warning", f"lies before {EARLIEST:%Y-%m-%d}", "declare a placeholder date under missing:"
                ),
            }[found.what]  # fmt: skip
            yield subject.finding(severity, found.columns[0], words, found.hit, remedy)  # type: ignore[arg-type]
    newest = newest_date(subject.prepared, today)
    if newest is None:
        return
    day, limit = newest[2], subject.spec.refresh_days
    age = (today - day.normalize()).days
    owner = subject.spec.owner or "the data's owner"
    if limit is None or age <= limit:
        yield subject.finding("info", "", f"newest date {day:%Y-%m-%d}")
    else:
        words = f"newest date {day:%Y-%m-%d} is {age:,} days old; to be refreshed every {limit:g} days"
        yield subject.finding("warning", "", words, remedy=f"ask {owner} for a newer export")
