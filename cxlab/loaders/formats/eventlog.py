"""Event logs as tables: a row per event with case, activity and time, as process mining tools write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pandas as pd

from ...text import Text
from ..files import Raw
from ..tables.event_order import COLUMN, file_order
from .base import Format, marks

__all__ = ["EventLog", "keep_order", "lifecycle_notes"]

CASE = (
    "case:concept:name", "Case ID", "CaseID", "case_id", "Case", "Fall-ID", "Fall_ID", "Vorgangs-ID",
    "Vorgang", "Vorgangsnummer", "Fallnummer", "customer_id",
)  # fmt: skip
ACTIVITY = ("concept:name", "Activity", "Activity name", "ACTIVITY_EN", "Aktivität", "Aktivitaet", "event")
TIME = (
    "time:timestamp", "Complete Timestamp", "Timestamp", "EVENTTIME", "Event time", "Time", "Start Timestamp",
    "Zeitstempel", "Zeitpunkt", "Datum", "Date", "day", "Tag",
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
        "sequence": ("sequence",),
    }
    personal = ("resource",)

    def evidence(self, raw: Raw) -> int:
        """Look for a case, an activity and a time, all three."""
        found = [marks(raw.names, {name.casefold() for name in names}) for names in (CASE, ACTIVITY, TIME)]
        return sum(found) if all(found) else 0

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Keep the order of the file; count the pairs of start and completion."""
        keep_order(frame, self.mapping(map(str, frame.columns)))
        return lifecycle_notes(frame)


def keep_order(frame: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Add the order of the file as a column: it tells which of two events at one moment came first."""
    case, time = names.get("customer_id"), names.get("timestamp")
    if case is not None and time is not None and COLUMN not in frame:
        frame[COLUMN] = file_order(frame[case], frame[time])


def lifecycle_notes(frame: pd.DataFrame) -> list[str]:
    """Tell how many events are starts and completions of the same work: they are kept as two rows."""
    name = next((n for n in frame.columns if n.casefold() in ("lifecycle:transition", "lifecycle")), None)
    if name is None:
        return []
    counts = frame[name].astype("string").str.casefold().value_counts()
    if not counts.get("start") or not counts.get("complete"):
        return []
    return [
        Text(
            "{name}: {started} x start and {completed} x complete; both stay, so count completions, or a "
            "step counts twice",
            name=name,
            started=counts["start"],
            completed=counts["complete"],
        )
    ]
