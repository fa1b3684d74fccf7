"""`pot.check()`: what an analyst should know about a pot's data before trusting a figure from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from ...errors import CxError, said_by
from ...language import LANGUAGES, current
from ...text import Text
from ..pot.kept_tables import kept_value
from ..pot.kept_values import keep_kind
from ..pot.pot_tables import PotTables
from ..pot.prepare import Prepared, examples
from ..tables.dates import as_day
from .finding import SEVERITY_NAMES, CheckFinding
from .impossible_dates import before_signup
from .links import link_findings
from .table_findings import table_findings

__all__ = ["PotCheck", "check_pot"]

COLUMNS = ["severity", "table", "column", "finding", "rows", "example_rows", "remedy", "owner"]
keep_kind(CheckFinding)

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class PotCheck:
    """What a check found.

    Attributes
    ----------
    pot : str
        Name of the pot.
    findings : tuple of CheckFinding
        Errors first, then warnings, then information.
    """

    pot: str
    findings: tuple[CheckFinding, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings may remain."""
        return not any(finding.severity == "error" for finding in self.findings)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Severity, table, column, finding, rows, example_rows (as numbered in the file), remedy, owner."""
        rows = [[getattr(finding, name) for name in COLUMNS] for finding in self.findings]
        table = pd.DataFrame(rows, columns=COLUMNS).astype({"rows": "int64"})
        return table.assign(severity=table["severity"].map(SEVERITY_NAMES))

    @cached_property
    def actions(self) -> pd.DataFrame:
        """What to do about errors and warnings: owner, table, column, severity, finding, rows, remedy.

        Sorted by owner, errors first.
        """
        names = ["owner", "table", "column", "severity", "finding", "rows", "remedy"]
        found = self.table[self.table["severity"].isin(["error", "warning"])]
        return found.loc[:, names].sort_values("owner", kind="stable", ignore_index=True)

    @property
    def text(self) -> Text:
        """One line per finding, after a line that sums them up; `cxlab.language.told` translates it."""
        found = [finding.severity for finding in self.findings]
        counts = {
            "errors": Text("{n} error", "{n} errors", n=found.count("error")),
            "warnings": Text("{n} warning", "{n} warnings", n=found.count("warning")),
        }
        if self.ok:
            head = Text("{pot}: can be used ({errors}, {warnings})", pot=self.pot, **counts)
        else:
            head = Text("{pot}: must not be used yet ({errors}, {warnings})", pot=self.pot, **counts)
        lines = [
            Text("  {severity}: {finding}", severity=SEVERITY_NAMES[finding.severity], finding=finding.text)
            for finding in self.findings
        ]
        return Text.together([head, *lines], "\n")


def check_pot(pot: PotTables, *, today: object = None) -> PotCheck:
    """Check every table and link of a pot.

    Parameters
    ----------
    pot
        An opened pot.
    today
        The day of the check, a date or "2024-05-31"; the current one by default. Later dates in the data are
        impossible, and data older than its `refresh_days` is stale.

    Returns
    -------
    PotCheck
        Never raises for what it finds: a table that cannot be read is a finding too.

    Raises
    ------
    BadValue
        `today` is not a date.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> check_pot(open_pot("telco_ibm")).ok
    True
    """
    now = as_day(today)
    found = kept_value(pot, ("check", str(now), current()), lambda: _found(pot, now))
    return PotCheck(pot.name, found)


def _found(pot: PotTables, now: pd.Timestamp) -> tuple[CheckFinding, ...]:
    found = [finding for name in pot.tables for finding in _table(pot, name, now)]
    found += link_findings(pot)
    found = [replace(finding, owner=pot.table(finding.table).owner) for finding in found]
    found += _language(pot)
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def _language(pot: PotTables) -> list[CheckFinding]:
    """Say which language reports have where nobody has translated them into that of the data."""
    if pot.language in LANGUAGES:
        return []
    words = Text("language: {language}: reports are written in English (or German) on these data",
                 language=pot.language)  # fmt: skip
    return [CheckFinding("info", "pot.yml", "", words, remedy=Text("--language de writes them in German"))]


def _table(pot: PotTables, name: str, today: pd.Timestamp) -> Iterator[CheckFinding]:
    try:
        prepared = pot.prepared(name)
    except CxError as error:
        yield CheckFinding(
            "error",
            name,
            "",
            Text("cannot be read: {reason}", reason=said_by(error)),
            remedy=Text("mend the file or its entry in pot.yml"),
        )
        return
    yield from table_findings(name, pot.table(name), prepared, today, pot.founded)
    with suppress(CxError):  # customers that cannot be read are a finding of their own
        yield from _early(pot, name, prepared)


def _early(pot: PotTables, name: str, prepared: Prepared) -> Iterator[CheckFinding]:
    """Tell of rows from before their customer signed up: usual in a log of visits, odd elsewhere."""
    early = before_signup(pot, name)
    if early is None or not early.hit.any():
        return
    at = name, early.columns[0]
    count, rows = int(early.hit.sum()), examples(prepared.file_rows[early.hit])
    if early.what == "as a prospect":
        words = Text("lies before the customer signed up: seen as a prospect, so no fault")
        yield CheckFinding("info", *at, words, count, rows, topic="dates")
        return
    remedy = Text(
        "a prospect may have asked; else look for ids given anew, or for a signup date that is that of a move"
    )
    yield CheckFinding(
        "warning", *at, Text("lies before the customer signed up"), count, rows, remedy, "dates"
    )
