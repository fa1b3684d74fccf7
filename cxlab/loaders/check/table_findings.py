"""The single findings of a pot check: each function looks at one thing and yields what it sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from ...text import Text
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
    yield CheckFinding(
        "info", name, "", Text("{rows} used of {file}", rows=rows_of(len(prepared.frame)), file=spec.file)
    )
    if not len(prepared.frame):
        yield CheckFinding(
            "error", name, "", Text("the table has no rows"), remedy=Text("export the data again")
        )
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
        remedy = Text('declare the format, such as dates: {{{column}: "%d/%m/%Y"}}', column=column)
        found = Text("day and month cannot be told apart, so this stays text")
        yield subject.finding("error" if used else "warning", column, found, remedy=remedy)
    for note in reading.notes:
        yield subject.finding("info", "", note)


def _notes(subject: Subject) -> Iterator[CheckFinding]:
    """Tell what pot.yml declared as excluded or missing, and where it does not fit the file."""
    for note in subject.prepared.notes:
        if note.effect == "fault":
            yield CheckFinding("error", subject.name, note.column, note.reason, remedy=Text("mend pot.yml"))
            continue
        severity: Severity = "info" if note.declared or note.reason == "empty row" else "warning"
        yield CheckFinding(severity, subject.name, note.column, note.text, note.rows, note.example_rows)


def _contract(subject: Subject) -> Iterator[CheckFinding]:
    scale = {column: ends for column, ends in subject.spec.scale.items() if column in subject.frame.columns}
    ambiguous = {finding.column for finding in _read(subject) if finding.severity == "error"}
    remedies = {
        "required": Text("map the column under columns:"),
        "not a whole number": Text("NPS is asked in whole numbers; a mean is not an answer"),
        "not a number": Text("declare the text under missing:, or give it a number under values:"),
        "not a date": Text("declare the format under dates:, such as %d.%m.%Y"),
        "range": Text("declare codes that mean no answer under missing:; a wider scale under scale:"),
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
        found = Text(
            "declared as {low:g} to {high:g}, but NPS is defined on 0 to 10 only",
            low=declared[0],
            high=declared[1],
        )
        yield subject.finding(
            "error", "nps", found, remedy=Text("name the column csat or rating, and use that metric")
        )
        return
    scores = pd.to_numeric(subject.frame["nps"], errors="coerce").dropna()
    if len(scores) < ENOUGH:
        return
    counts = scores.value_counts()
    if set(counts.index) <= {1, 2, 3} and len(counts) > 1:
        codes = ", ".join(f"{code:g}" for code in sorted(counts.index))
        found = Text("holds only {codes}: the groups, not the answers", codes=codes)
        yield subject.finding(
            "error", "nps", found, remedy=Text("map the column with the answers from 0 to 10 under columns:")
        )
    elif scores.max() in (5, 7):
        top = f"{scores.max():g}"
        found = Text(
            "no answer above {top} among {count}: was it asked on {top} points?", top=top, count=len(scores)
        )
        yield subject.finding(
            "error", "nps", found, remedy=Text("NPS is defined on 0 to 10; use csat for this question")
        )
    elif 0 not in counts and counts.get(1, 0) > counts.get(2, 0):
        found = Text(
            "no answer of 0 among {count}, but {ones} of 1: was it asked from 1 to 10?",
            count=len(scores),
            ones=counts[1],
        )
        yield subject.finding(
            "warning", "nps", found, remedy=Text("look at the questionnaire; NPS is defined on 0 to 10")
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
            words = Text("codes without a label")
            if codes:
                shown = ", ".join(f"{code:g}" for code in codes[:10])
                words = Text("codes without a label: {codes}", codes=shown)
            yield subject.finding(
                "warning", column, words, hit, Text("add the labels in pot.yml under “values”")
            )


def _keys(subject: Subject) -> Iterator[CheckFinding]:
    """Look for rows that stand twice, by their key or, without one, in every column."""
    frame = subject.frame
    for found in duplicate_rows(subject.name, subject.spec, subject.prepared):
        if found.what == "id":
            empty = frame[list(found.columns)].isna().any(axis=1)
            if empty.any():
                yield subject.finding(
                    "warning",
                    found.columns[0],
                    Text("no id"),
                    empty,
                    Text("fill in the id"),
                    topic="duplicates",
                )
        if not found.hit.any():
            continue
        if found.what == "row":
            yield subject.finding(
                "info",
                "",
                Text("same as an earlier row in every column (there is no key)"),
                found.hit,
                topic="duplicates",
            )
        elif found.what == "id":
            words = Text("{columns} stands in an earlier row already", columns=" + ".join(found.columns))
            remedy = Text("remove the duplicates, or declare the true key:")
            yield subject.finding("error", found.columns[0], words, found.hit, remedy, topic="duplicates")
        elif found.what == "but one":
            words = Text("same as an earlier row in every column but {column}", column=found.columns[0])
            remedy = Text("look whether two exports overlap; if so, leave the second one out")
            yield subject.finding("warning", found.columns[0], words, found.hit, remedy, topic="duplicates")
        else:
            remedy = Text("look whether a form was sent twice or two exports overlap")
            yield subject.finding(
                "warning",
                found.columns[-1],
                Text("same customer, day and text as an earlier row"),
                found.hit,
                remedy,
                topic="duplicates",
            )


def _order(subject: Subject) -> Iterator[CheckFinding]:
    """Look for ends before their starts."""
    for start, end in subject.contract.order:
        if not (is_date(subject.frame, start) and is_date(subject.frame, end)):
            continue
        hit = local(subject.frame[end]) < local(subject.frame[start])
        if hit.any():
            yield subject.finding(
                "error",
                end,
                Text("{end} lies before {start}", end=end, start=start),
                hit,
                Text("correct the dates at the source"),
                topic="dates",
            )


def _weight(subject: Subject) -> Iterator[CheckFinding]:
    weight = subject.spec.weight or "weight"
    if weight not in subject.frame.columns:
        return
    values = subject.frame[weight]
    if len(values) and pd.api.types.is_numeric_dtype(values) and not values.fillna(0).any():
        yield subject.finding(
            "error", weight, Text("all weights are 0 or missing"), remedy=Text("mend the column")
        )
    elif (hit := values.isna()).any():
        yield subject.finding("warning", weight, Text("no weight: left out of weighted figures"), hit)


def _used(subject: Subject) -> Iterator[CheckFinding]:
    """Look at the columns that pot.yml names for use: none should be empty, no segment a key."""
    segments = set(subject.spec.segments)
    for column in (name for name in subject.frame.columns if name in segments | set(subject.spec.columns)):
        groups = subject.frame[column].nunique()
        if len(subject.frame) and not groups:
            yield subject.finding(
                "warning", column, Text("holds no value in any row"), remedy=Text("check the export")
            )
        elif column in segments and groups > MANY:
            found = Text(
                "{count} different values: most groups will be small, the figures long", count=groups
            )
            yield subject.finding("warning", column, found, remedy=Text("join values under values:"))


def _personal(subject: Subject) -> Iterator[CheckFinding]:
    """Look for e-mail addresses in columns that are not declared as personal."""
    for column in subject.frame.columns.difference(subject.spec.personal, sort=False):
        if subject.frame[column].dtype == object and (hit := holds_email(subject.frame[column])).any():
            found = Text("holds e-mail addresses and is not declared as personal")
            yield subject.finding("warning", column, found, hit, Text("name the column under personal:"))


def _dates(subject: Subject, today: pd.Timestamp, founded: pd.Timestamp | None) -> Iterator[CheckFinding]:
    """Look for dates in the future or before the company, and for data older than it should be."""
    for found in date_faults(subject.prepared, today, founded):
        if found.hit.any():
            severity, words, remedy = {
                "future": (
                    "error", Text("lies after {day}", day=today),
                    Text("correct the dates, or declare their format"),
                ),
                "planned": ("info", Text("lies after {day}: an end that is still to come", day=today), ""),
                "before founding": (
                    "warning", Text("lies before the company was founded ({day})", day=founded),
                    Text("declare a placeholder date under missing:"),
                ),
                "too early": (
                    "warning", Text("lies before {day}", day=EARLIEST),
                    Text("declare a placeholder date under missing:"),
                ),
            }[found.what]  # fmt: skip
            yield subject.finding(severity, found.columns[0], words, found.hit, remedy, topic="dates")  # type: ignore[arg-type]
    newest = newest_date(subject.prepared, today)
    if newest is None:
        return
    day, limit = newest[2], subject.spec.refresh_days
    age = (today - day.normalize()).days
    owner = subject.spec.owner or Text("the data's owner")
    if limit is None or age <= limit:
        yield subject.finding("info", "", Text("newest date {day}", day=day), topic="stale")
    else:
        words = Text(
            "newest date {day} is {age} days old; to be refreshed daily",
            "newest date {day} is {age} days old; to be refreshed every {n} days",
            day=day,
            age=age,
            n=max(round(limit), 1),
        )
        yield subject.finding(
            "warning", "", words, remedy=Text("ask {owner} for a newer export", owner=owner), topic="stale"
        )
