"""The tables of the report: the pot's frames with reasons and states in words."""

from __future__ import annotations

import pandas as pd

from ...language import N_, _, number, told

__all__ = [
    "date_rows",
    "duplicate_rows",
    "fault_rows",
    "file_rows",
    "fresh_rows",
    "headings",
    "link_rows",
    "orphan_rows",
    "owner_of",
    "reason_of",
]

REASONS = {
    "missing_key": N_("no key given"),
    "unknown_key": N_("key unknown"),
    "other_spelling": N_("known only in another spelling"),
    "ambiguous": N_("several customers have this key"),
    "id": N_("same id"),
    "row": N_("same in every column"),
    "but one": N_("same in every column but one"),
    "content": N_("same customer, day and text"),
    "future": N_("in the future"),
    "too early": N_("before 1950"),
    "before founding": N_("before the company was founded"),
    "before signup": N_("before the customer signed up"),
    "fresh": N_("fresh"),
    "stale": N_("too old"),
    "no date": N_("no date"),
    "no interval agreed": N_("no interval agreed"),
    "error": N_("error"),
    "warning": N_("warning"),
}
HEADINGS = {
    "table": N_("Table"),
    "owner": N_("Owner"),
    "rows": N_("Rows"),
    "excluded": N_("Left out"),
    "newest": N_("Newest date"),
    "age_days": N_("Age in days"),
    "refresh_days": N_("Agreed, in days"),
    "state": N_("State"),
    "target": N_("Looked up in"),
    "key": N_("Found by"),
    "linked": N_("Found"),
    "share": N_("Share"),
    "reason": N_("Reason"),
    "columns": N_("Columns"),
    "column": N_("Column"),
    "finding": N_("Finding"),
    "examples": N_("For example file rows"),
    "severity": N_("Severity"),
}


def headings() -> dict[str, str]:
    """Return the heading of each column in the current language."""
    return {column: _(text) for column, text in HEADINGS.items()}


def reason_of(word: str) -> str:
    """Return a reason or state in the current language."""
    return _(REASONS[word])


def owner_of(owner: object) -> str:
    """Return an owner's name, or that none is named."""
    return str(owner) or _("owner not named")


def file_rows(files: pd.DataFrame) -> pd.DataFrame:
    """Return table, owner, rows, excluded."""
    return files[["table", "owner", "rows", "excluded"]].assign(owner=files["owner"].map(owner_of))


def fault_rows(check: pd.DataFrame) -> pd.DataFrame:
    """Return severity, table, column, finding, rows, examples of errors and warnings."""
    found = check[check["severity"].isin(["error", "warning"])]
    return pd.DataFrame(
        {
            "severity": found["severity"].map(reason_of),
            "table": found["table"],
            "column": found["column"],
            "finding": found["finding"].map(told),
            "rows": found["rows"].where(found["rows"] > 0).astype("Int64"),
            "examples": found["example_rows"].map(_numbers),
        }
    )


def fresh_rows(freshness: pd.DataFrame) -> pd.DataFrame:
    """Return owner, table, newest, age_days, refresh_days, state."""
    shown = freshness[["owner", "table", "newest", "age_days", "refresh_days", "state"]]
    return shown.assign(owner=shown["owner"].map(owner_of), state=shown["state"].map(reason_of))


def link_rows(links: pd.DataFrame) -> pd.DataFrame:
    """Return table, owner, target, key, rows, linked, share."""
    shown = links[["table", "owner", "target", "key", "rows", "linked", "share"]]
    return shown.assign(owner=shown["owner"].map(owner_of))


def orphan_rows(orphans: pd.DataFrame) -> pd.DataFrame:
    """Return table, target, reason, rows, examples."""
    return _with_examples(orphans, ["table", "target", "reason", "rows"])


def duplicate_rows(duplicates: pd.DataFrame) -> pd.DataFrame:
    """Return table, kind as reason, columns, rows, examples, only where rows stand twice."""
    found = duplicates[duplicates["rows"] > 0].rename(columns={"kind": "reason"})
    return _with_examples(found, ["table", "reason", "columns", "rows"])


def date_rows(impossible: pd.DataFrame) -> pd.DataFrame:
    """Return table, reason, columns, rows, examples."""
    return _with_examples(impossible, ["table", "reason", "columns", "rows"])


def _with_examples(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    shown = frame[columns].assign(examples=frame["example_rows"].map(_numbers))
    return shown.assign(reason=shown["reason"].map(reason_of))


def _numbers(rows: tuple[int, ...]) -> str:
    return ", ".join(number(row) for row in rows)
