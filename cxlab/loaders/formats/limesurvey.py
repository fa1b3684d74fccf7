"""LimeSurvey: question codes such as Q1[SQ001], and no submitdate where an answer was not completed."""

from __future__ import annotations

import re
from typing import ClassVar

import pandas as pd

from ...text import Text
from ..files import Raw
from ..files.header import distinct
from .base import Format, head, marks, plain
from .labels import take_names_below

__all__ = ["LimeSurvey"]

CODES = {"submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl"}
TEXTS = {
    "date submitted", "last page", "start language", "date started", "date last action",
    "datum abgeschickt", "letzte seite", "start-sprache", "datum gestartet", "datum letzte aktivität",
}  # fmt: skip
SUBMITTED = ("submitdate", "date submitted", "datum abgeschickt")
CODE_AND_TEXT = r"(\w+(?:\[\w+\])*)\. (.+)"
UNDATED = pd.Timestamp("1980-01-01")
"""What LimeSurvey writes for a completed answer to a survey without dates."""


class LimeSurvey(Format):
    """LimeSurvey CSV or xlsx; headings as codes, as texts or both, answers as codes or texts."""

    name = "limesurvey"
    table = "responses"
    columns: ClassVar = {
        "response_id": ("id", "Response ID", "Antwort ID", "Antwort-ID"),
        "date": ("submitdate", "Date submitted", "Datum Abgeschickt", "datestamp"),
        "started": ("startdate", "Date started", "Datum gestartet"),
        "last_page": ("lastpage", "Last page", "Letzte Seite"),
        "language": ("startlanguage", "Start language", "Start-Sprache"),
        "complete": ("complete",),
        "token": ("token", "Access code", "Zugangscode"),
        "ip_address": ("ipaddr", "IP address", "IP-Adresse"),
        "first_name": ("firstname", "First name", "Vorname"),
        "last_name": ("lastname", "Last name", "Nachname"),
        "email": ("email", "Email address", "E-Mail-Adresse"),
    }
    personal = ("ip_address", "first_name", "last_name", "email")
    exclude: ClassVar = {"complete": (False,)}

    def evidence(self, raw: Raw) -> int:
        """Count LimeSurvey's own columns, in the header or (VV) below it, the date of submission too."""
        if not marks(raw.names, CODES) and marks(head(raw)[0] if raw.rows else [], CODES) >= 3:
            return 2 * marks(head(raw)[0], CODES)
        names = [name.split(". ", 1)[0] if re.fullmatch(CODE_AND_TEXT, name) else name for name in raw.names]
        found = max(marks(names, CODES), marks(names, TEXTS))
        questions = any(re.fullmatch(r"\w+\[\w+\]", name) for name in names)
        return 2 * found + questions if found >= 3 and marks(names, SUBMITTED) else 0

    def shape(self, raw: Raw) -> None:
        """Part headings of code and text into names and labels; a VV file has the codes below the texts."""
        take_names_below(raw, CODES)
        if raw.labels:
            return
        parts = [re.fullmatch(CODE_AND_TEXT, name) for name in raw.names]
        if sum(part is not None for part in parts) < 0.8 * len(parts):
            raw.labels = {name: plain(name) for name in raw.names if " " in name}
            return
        texts = [part[2] if part else name for part, name in zip(parts, raw.names, strict=True)]
        names = [part[1] if part else name for part, name in zip(parts, raw.names, strict=True)]
        raw.names = distinct(names, raw.notes)
        raw.labels = {name: plain(text) for name, text in zip(raw.names, texts, strict=True)}

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Add the column `complete`; count answers without a date of submission."""
        name = next((column for column in frame.columns if column.casefold() in SUBMITTED), None)
        if name is None or "complete" in frame:
            return []
        frame["complete"] = frame[name].notna()
        notes: list[str] = []
        if incomplete := int((~frame["complete"]).sum()):
            notes.append(
                Text(
                    "incomplete answers (no {name}): {count}; column 'complete' tells which",
                    name=name,
                    count=incomplete,
                )
            )
        if pd.api.types.is_datetime64_any_dtype(frame[name]) and (frame[name].dropna() == UNDATED).any():
            notes.append(
                Text(
                    "column {name!r}: 1980-01-01 means completed, in a survey that keeps no dates",
                    name=name,
                )
            )
        return notes
