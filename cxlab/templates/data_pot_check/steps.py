"""Who does what next: one list per owner of data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import N_, _, number
from .._html import bullets, fill, paragraph, together
from .tables import owner_of, reason_of

__all__ = ["next_steps"]

WAYS = {
    "missing_key": N_("{table}: pass the key on that leads to {target} ({rows} rows have none)."),
    "unknown_key": N_("{table}: find out why {rows} rows point to nobody in {target}: an older export?"),
    "other_spelling": N_("{table}: write the key as {target} does ({rows} rows)."),
    "ambiguous": N_("{table}: {rows} rows point to several rows of {target}; give each its own key."),
}
Step = tuple[str, Markup]


def next_steps(
    check: pd.DataFrame,
    files: pd.DataFrame,
    *,
    orphans: pd.DataFrame,
    freshness: pd.DataFrame,
    duplicates: pd.DataFrame,
    impossible: pd.DataFrame,
) -> Markup:
    """List for each owner what to mend, errors first."""
    early = impossible["reason"] == "before signup"
    steps = [
        *_errors(check, files),
        *_exports(freshness),
        *_keys(orphans),
        *_rows(duplicates[duplicates["rows"] > 0].rename(columns={"kind": "reason"}), _twice()),
        *_rows(impossible[~early], _("{table}: correct {rows} dates ({reason}).")),
        *_rows(
            impossible[early], _("{table}: look at {rows} rows ({reason}): prospects, or ids given anew?")
        ),
    ]
    if not steps:
        return paragraph(_("Nothing is to be done. Run this check again with the next export."))
    by_owner: dict[str, list[Markup]] = {}
    for owner, step in steps:
        by_owner.setdefault(owner_of(owner), []).append(step)
    blocks = [
        together(paragraph(fill("<strong>{owner}</strong>", owner=owner)), bullets(items))
        for owner, items in by_owner.items()
    ]
    return together(*blocks, paragraph(_("Then run the check again.")))


def _errors(check: pd.DataFrame, files: pd.DataFrame) -> Iterator[Step]:
    owners = dict(zip(files["table"], files["owner"], strict=True))
    sentence = _("Mend {table} first: errors in {n} places (see above).")
    for table, count in check.loc[check["severity"] == "error", "table"].value_counts(sort=False).items():
        yield owners.get(table, ""), fill(sentence, table=table, n=number(count))


def _exports(freshness: pd.DataFrame) -> Iterator[Step]:
    for row in _records(freshness[freshness["state"] == "stale"]):
        yield row["owner"], fill(_("Export {table} again."), table=row["table"])


def _keys(orphans: pd.DataFrame) -> Iterator[Step]:
    for row in _records(orphans):
        values = {"table": row["table"], "target": row["target"], "rows": number(row["rows"])}
        yield row["owner"], fill(_(WAYS[row["reason"]]), **values)


def _rows(found: pd.DataFrame, sentence: str) -> Iterator[Step]:
    for row in _records(found):
        values = {"table": row["table"], "rows": number(row["rows"]), "reason": reason_of(row["reason"])}
        yield row["owner"], fill(sentence, **values)


def _twice() -> str:
    return _("{table}: remove {rows} duplicate rows ({reason}), or tell the true key.")


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")
