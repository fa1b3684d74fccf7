"""Who does what next: one list per owner of data."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, number
from .._html import bullets, fill, paragraph, together
from .tables import owner_of, reason_of

__all__ = ["next_steps"]


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
    steps: list[tuple[str, Markup]] = []
    owners = dict(zip(files["table"], files["owner"], strict=True))
    errors = check[check["level"] == "error"].groupby("table", sort=False).size()
    for table, count in errors.items():
        text = _("Mend {table} first: errors in {n} places (see above).")
        steps.append((owners.get(table, ""), fill(text, table=table, n=number(int(count)))))
    stale = freshness[freshness["state"] == "stale"]
    steps += [(row.owner, fill(_("Export {table} again."), table=row.table)) for row in stale.itertuples()]
    ways = {
        "missing_key": _("{table}: pass the key on that leads to {target} ({rows} rows have none)."),
        "unknown_key": _("{table}: find out why {rows} rows point to nobody in {target}: an older export?"),
        "other_spelling": _("{table}: write the key as {target} does ({rows} rows)."),
        "ambiguous": _("{table}: {rows} rows point to several rows of {target}; give each its own key."),
    }
    for row in orphans.itertuples():
        values = {"table": row.table, "target": row.target, "rows": number(int(row.rows))}
        steps.append((row.owner, fill(ways[row.reason], **values)))
    for row in duplicates[duplicates["rows"] > 0].itertuples():
        text = _("{table}: remove {rows} rows that stand twice ({reason}), or tell the true key.")
        values = {"table": row.table, "rows": number(int(row.rows)), "reason": reason_of(row.kind)}
        steps.append((row.owner, fill(text, **values)))
    for row in impossible.itertuples():
        text = _("{table}: correct {rows} dates ({reason}).")
        values = {"table": row.table, "rows": number(int(row.rows)), "reason": reason_of(row.reason)}
        steps.append((row.owner, fill(text, **values)))
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
