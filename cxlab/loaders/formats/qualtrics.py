"""Qualtrics: three header rows (name, question, ImportId), or the two of the legacy export."""

from __future__ import annotations

import json
import re
from typing import ClassVar

import pandas as pd

from ...text import Text
from ..files import Raw
from .base import Format, drop_head, head, marks, plain

__all__ = ["Qualtrics"]

OWN = {
    "responseid", "recordeddate", "distributionchannel", "userlanguage", "duration (in seconds)", "progress",
    "externalreference", "recipientlastname", "recipientemail", "locationlatitude", "externaldatareference",
    "responseset", "emailaddress",
}  # fmt: skip
"""Column names that Qualtrics gives in every language of its surface."""

WHEN = {"StartDate", "EndDate", "RecordedDate"}
TIMES = {"startDate", "endDate", "recordedDate"}
DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*|\d{5}(\.\d+)?"


class Qualtrics(Format):
    """Qualtrics CSV, TSV or xlsx, as numbers or as choice texts."""

    name = "qualtrics"
    table = "responses"
    columns: ClassVar = {
        "response_id": ("ResponseId", "ResponseID", "_recordId"),
        "date": ("RecordedDate", "EndDate", "StartDate"),
        "customer_id": ("ExternalReference", "ExternalDataReference"),
        "channel": ("DistributionChannel",),
        "language": ("UserLanguage",),
        "finished": ("Finished",),
        "status": ("Status",),
        "duration_seconds": ("Duration (in seconds)",),
        "last_name": ("RecipientLastName",),
        "first_name": ("RecipientFirstName",),
        "email": ("RecipientEmail", "EmailAddress"),
        "name": ("Name",),
        "ip_address": ("IPAddress",),
        "latitude": ("LocationLatitude",),
        "longitude": ("LocationLongitude",),
    }
    personal = ("last_name", "first_name", "email", "name", "ip_address", "latitude", "longitude")
    exclude: ClassVar = {
        "status": (1, 2, 8, 9, "Survey Preview", "Survey Test", "Spam", "Umfragevorschau", "Umfragetest")
    }

    def evidence(self, raw: Raw) -> int:
        """Count Qualtrics' own column names, in the header or (legacy) below it, and the ImportIds."""
        rows = head(raw)
        if _import_ids(rows) is not None:
            return 20
        legacy = rows[0] if rows and sum(bool(re.fullmatch(r"V\d+", name)) for name in raw.names) >= 5 else []
        found = max(marks(raw.names, OWN), marks(legacy, OWN))
        return found if found >= 4 else 0

    def shape(self, raw: Raw) -> None:
        """Take questions and ImportIds off the top; legacy columns V1, V2, ... get the names below them."""
        rows = head(raw)
        at = _import_ids(rows)
        count = at + 1 if at is not None else int(_is_labels(raw, rows))
        if count and rows[0]:
            texts = rows[1] if at == 0 and len(rows) > 1 and _is_labels(raw, rows[1:]) else rows[0]
            count += at == 0 and texts is not rows[0]
            if at != 0 or texts is not rows[0]:
                _legacy_names(raw, texts)
                raw.labels = {n: plain(text) for n, text in zip(raw.names, texts, strict=True) if text}
        if at is None:
            raw.notes.append(
                Text("no row of ImportIds, which Qualtrics writes since 2017; read all the same")
            )
        else:
            raw.timezone = _timezone(rows[at])
            if raw.timezone:
                raw.notes.append(Text("dates and times are in the time zone {name}", name=raw.timezone))
        drop_head(raw, count)

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Count answers that were not finished, and previews."""
        notes: list[str] = []
        if "Finished" in frame and (open_ := int(frame["Finished"].isin([0, False, "False"]).sum())):
            notes.append(Text("answers that were not finished, kept: {count}", count=open_))
        if "Status" in frame and (trials := int(frame["Status"].isin(self.exclude["status"]).sum())):
            notes.append(Text("previews, tests or spam by their Status, kept: {count}", count=trials))
        return notes


def _import_ids(rows: list[list[str]]) -> int | None:
    """Return the position of the row of ImportIds."""
    for position, row in enumerate(rows[:3]):
        filled = [cell for cell in row if cell]
        if filled and sum('"ImportId"' in cell for cell in filled) > 0.8 * len(filled):
            return position
    return None


def _is_labels(raw: Raw, rows: list[list[str]]) -> bool:
    """Tell whether the first row holds labels: it has a text where the rows after it have a date."""
    dates = [i for i, name in enumerate(raw.names) if name in WHEN]
    dates += [i for i, cell in enumerate(rows[0]) if cell in WHEN] if rows else []
    return any(rows[0][i] and not re.fullmatch(DATE, rows[0][i]) for i in dates)


def _legacy_names(raw: Raw, texts: list[str]) -> None:
    renamed = [
        text if re.fullmatch(r"V\d+", name) and text and text not in raw.names else name
        for name, text in zip(raw.names, texts, strict=True)
    ]
    if renamed != raw.names and len(set(renamed)) == len(renamed):
        raw.notes.append(Text("legacy export: columns V1, V2, ... have the names of the row below"))
        raw.names = renamed


def _timezone(row: list[str]) -> str | None:
    for cell in row:
        try:
            said = json.loads(cell)
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("ImportId") in TIMES and isinstance(said.get("timeZone"), str):
            return "UTC" if said["timeZone"] == "Z" else said["timeZone"]
    return None
