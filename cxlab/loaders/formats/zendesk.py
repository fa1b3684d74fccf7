"""Zendesk tickets: the export of a view, with reply times in minutes by calendar and by business hours."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from ...text import Text
from ..files import Raw
from .base import Format, marks

__all__ = ["Zendesk"]

OWN = {
    "summation column", "requester id", "requester external id", "requester domain", "initially assigned at",
    "group stations", "assignee stations", "satisfaction score", "first reply time in minutes",
    "first reply time in minutes within business hours", "first resolution time in minutes",
    "first resolution time in minutes within business hours", "full resolution time in minutes",
    "full resolution time in minutes within business hours", "agent wait time in minutes",
    "requester wait time in minutes", "on hold time in minutes",
}  # fmt: skip
USUAL = {"id", "ticket id", "created at", "solved at", "via", "ticket type", "assigned at", "status"}


class Zendesk(Format):
    """Zendesk Support's ticket export as CSV or xlsx."""

    name = "zendesk"
    table = "tickets"
    columns: ClassVar = {
        "ticket_id": ("Id", "Ticket ID"),
        "customer_id": ("Requester external id", "Requester id"),
        "created": ("Created at",),
        "first_response": ("first_response",),
        "resolved": ("Solved at",),
        "updated": ("Updated at",),
        "channel": ("Via",),
        "category": ("Ticket type", "Type"),
        "text": ("Description", "Subject"),
        "subject": ("Subject",),
        "status": ("Status",),
        "priority": ("Priority",),
        "group": ("Group",),
        "tags": ("Tags",),
        "satisfaction": ("Satisfaction Score",),
        "reopened": ("Reopens",),
        "replies": ("Replies",),
        "first_reply_minutes": ("First reply time in minutes",),
        "first_reply_business_minutes": ("First reply time in minutes within business hours",),
        "resolution_minutes": ("Full resolution time in minutes",),
        "resolution_business_minutes": ("Full resolution time in minutes within business hours",),
        "requester": ("Requester",),
        "email": ("Requester email",),
        "submitter": ("Submitter",),
        "assignee": ("Assignee",),
        "organization": ("Organization",),
    }
    personal = ("requester", "email", "submitter", "assignee", "text", "subject")

    def evidence(self, raw: Raw) -> int:
        """Count names that only Zendesk uses, then usual ones."""
        own = marks(raw.names, OWN)
        return 2 * own + marks(raw.names, USUAL) if own >= 2 and marks(raw.names, USUAL) >= 2 else 0

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Add the moment of the first reply, from the creation and the calendar minutes."""
        there = {name.casefold(): name for name in frame.columns}
        created, minutes = there.get("created at"), there.get("first reply time in minutes")
        if not created or not minutes or "first_response" in frame:
            return []
        if not pd.api.types.is_datetime64_any_dtype(frame[created]) or not pd.api.types.is_numeric_dtype(
            frame[minutes]
        ):
            return []
        frame["first_response"] = frame[created] + pd.to_timedelta(
            frame[minutes].astype("float64"), unit="min"
        )
        return [
            Text(
                "column 'first_response' is {created!r} plus {minutes!r} (calendar minutes)",
                created=created,
                minutes=minutes,
            )
        ]
