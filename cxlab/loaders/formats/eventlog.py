"""Event logs as tables: a row per event with case, activity and time, as process mining tools write them."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from ..files import Raw
from .base import Format, marks

__all__ = ["EventLog", "lifecycle_notes"]

CASE = ("case:concept:name", "Case ID", "CaseID", "case_id", "Case", "Fall-ID", "Fall_ID", "Vorgangs-ID")
ACTIVITY = ("concept:name", "Activity", "Activity name", "ACTIVITY_EN", "Aktivität", "Aktivitaet")
TIME = (
    "time:timestamp", "Complete Timestamp", "Timestamp", "EVENTTIME", "Event time", "Time", "Start Timestamp",
    "Zeitstempel", "Zeitpunkt",
)  # fmt: skip


class EventLog(Format):
    """A CSV, xlsx or Parquet event log (pm4py, Disco, Celonis)."""

    name = "eventlog"
    table = "events"
    columns: ClassVar = {
        "customer_id": CASE,
        "event": ACTIVITY,
        "timestamp": TIME,
        "started": ("start_timestamp", "Start Timestamp"),
        "lifecycle": ("lifecycle:transition", "Lifecycle", "Transition"),
        "resource": ("org:resource", "Resource", "Ressource", "User"),
        "event_id": ("identity:id", "Event ID"),
    }
    personal = ("resource",)

    def evidence(self, raw: Raw) -> int:
        """Look for a case, an activity and a time, all three."""
        found = [marks(raw.names, {name.casefold() for name in names}) for names in (CASE, ACTIVITY, TIME)]
        return sum(found) if all(found) else 0

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Count the pairs of start and completion."""
        return lifecycle_notes(frame)


def lifecycle_notes(frame: pd.DataFrame) -> list[str]:
    """Tell how many events are starts and completions of the same work: they are kept as two rows."""
    name = next((n for n in frame.columns if n.casefold() in ("lifecycle:transition", "lifecycle")), None)
    if name is None:
        return []
    counts = frame[name].astype("string").str.casefold().value_counts()
    if not counts.get("start") or not counts.get("complete"):
        return []
    return [
        f"{name}: {counts['start']:,} x start and {counts['complete']:,} x complete; both stay, "
        "so count completions, or a step counts twice"
    ]
