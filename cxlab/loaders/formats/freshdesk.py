"""Freshdesk and Freshservice tickets: reply times as HH:MM:SS in business hours, names in any capitals."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from ...text import Text
from ..files import Raw
from .base import Format, marks
from .durations import hours

__all__ = ["Freshdesk"]

OWN = {
    "initial response time", "first response time (in hrs)", "resolution time (in hrs)", "agent interactions",
    "customer interactions", "due by time", "first response status", "resolution status", "survey results",
    "last update time", "last updated time", "every response status",
}  # fmt: skip
USUAL = {"ticket id", "created time", "resolved time", "closed time", "status", "source", "agent"}
DURATIONS = ("first response time (in hrs)", "resolution time (in hrs)", "time tracked")


class Freshdesk(Format):
    """Freshdesk's ticket export as CSV or xlsx."""

    name = "freshdesk"
    table = "tickets"
    columns: ClassVar = {
        "ticket_id": ("Ticket ID",),
        "customer_id": ("Unique external ID", "Contact ID"),
        "account_id": ("Company Name",),
        "created": ("Created time",),
        "first_response": ("Initial response time",),
        "resolved": ("Resolved time", "Closed time"),
        "closed": ("Closed time",),
        "updated": ("Last update time", "Last updated time"),
        "channel": ("Source",),
        "category": ("Type", "Category"),
        "text": ("Description", "Subject"),
        "subject": ("Subject",),
        "status": ("Status",),
        "priority": ("Priority",),
        "group": ("Group",),
        "tags": ("Tags",),
        "satisfaction": ("Survey results",),
        "first_response_business_hours": ("First response time (in hrs)",),
        "resolution_business_hours": ("Resolution time (in hrs)",),
        "time_tracked_hours": ("Time tracked",),
        "assignee": ("Agent",),
        "requester": ("Full name", "Requester name"),
        "email": ("Email", "Requester email"),
        "phone": ("Work phone", "Mobile phone"),
        "mobile": ("Mobile phone",),
    }
    personal = ("assignee", "requester", "email", "phone", "mobile", "text", "subject")

    def evidence(self, raw: Raw) -> int:
        """Count names that only Freshdesk uses, then usual ones."""
        own = marks(raw.names, OWN)
        return 2 * own + marks(raw.names, USUAL) if own >= 2 and marks(raw.names, USUAL) >= 2 else 0

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Turn durations into hours; a column with anything else stays as it is."""
        notes: list[str] = []
        for name in [column for column in frame.columns if column.casefold() in DURATIONS]:
            found = hours(frame[name])
            if found is None:
                notes.append(
                    Text(
                        "column {name!r}: not all values are durations (HH:MM:SS), so it stays text",
                        name=name,
                    )
                )
            elif not pd.api.types.is_numeric_dtype(frame[name]):
                frame[name] = found
                notes.append(
                    Text("column {name!r}: durations are given in hours (01:30:00 is 1.5)", name=name)
                )
        return notes
