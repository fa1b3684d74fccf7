"""How old the data of each table are, against what was agreed."""

from __future__ import annotations

import pandas as pd

from ...text import Text
from ..pot.pot_tables import PotTables
from ..pot.prepare import Prepared
from ..tables.dates import as_day, is_date, local
from .rows import readable_tables

__all__ = ["freshness_table", "newest_date"]


def newest_date(prepared: Prepared, today: pd.Timestamp) -> tuple[str, pd.Timestamp, pd.Timestamp] | None:
    """Return the column with the newest date that is not in the future, its oldest and its newest date."""
    best = None
    for column in prepared.frame.columns:
        if is_date(prepared.frame, column):
            dates = local(prepared.frame[column])
            past = dates[dates < today + pd.Timedelta(days=1)].dropna()
            if len(past) and (best is None or past.max() > best[2]):
                best = (column, past.min(), past.max())
    return best


def freshness_table(pot: PotTables, today: object = None) -> pd.DataFrame:
    """Return owner, table, column, oldest, newest, age_days, refresh_days, state, sorted by owner."""
    day, lines = as_day(today), []
    for name, spec, prepared in readable_tables(pot):
        line: dict[str, object] = {"owner": spec.owner, "table": name, "column": "", "state": Text("no date")}
        found = newest_date(prepared, day)
        limit = spec.refresh_days
        if found is not None:
            column, oldest, newest = found
            age = (day - newest.normalize()).days
            state = _state(age, limit)
            line |= {"column": column, "oldest": oldest, "newest": newest, "age_days": age, "state": state}
        lines.append(line | {"refresh_days": limit})
    columns = ["owner", "table", "column", "oldest", "newest", "age_days", "refresh_days", "state"]
    frame = pd.DataFrame(lines, columns=columns)
    dates = {name: pd.to_datetime(frame[name]) for name in ("oldest", "newest")}
    frame = frame.assign(**dates, age_days=frame["age_days"].astype("Int64"))
    return frame.sort_values(["owner", "table"], ignore_index=True)


def _state(age: int, limit: float | None) -> Text:
    if limit is None:
        return Text("no interval agreed")
    return Text("fresh") if age <= limit else Text("stale")
