"""SurveyMonkey: two header rows, where a blank name continues the question before it."""

from __future__ import annotations

import re
from typing import ClassVar

import pandas as pd

from ...text import Text
from ..files import Raw
from ..files.header import distinct
from .base import Format, drop_head, head, marks, plain

__all__ = ["SurveyMonkey"]

RESPONDENT = {
    "respondentid",
    "respondent id",
    "respondent_id",
    "befragten-id",
    "befragter-id",
    "teilnehmer-id",
}
META = {
    "collectorid", "collector id", "startdate", "date created", "enddate", "date modified", "ip address",
    "email address", "custom data 1",
}  # fmt: skip
PANEL = {"household income", "location (census region)", "us region", "device type", "education"}
"""Questions that SurveyMonkey's own panel adds to every survey."""

SINGLE = {"", "response", "open-ended response", "antwort", "offene antwort", "beantwortung ohne vorgaben"}
"""What stands below a question with one column."""


class SurveyMonkey(Format):
    """SurveyMonkey CSV or xlsx, all responses, condensed or expanded."""

    name = "surveymonkey"
    table = "responses"
    columns: ClassVar = {
        "response_id": tuple(sorted(RESPONDENT, reverse=True)),
        "date": ("EndDate", "Date Modified", "StartDate", "Date Created"),
        "collector": ("CollectorID", "Collector ID"),
        "ip_address": ("IP Address",),
        "email": ("Email Address",),
        "first_name": ("FirstName", "First Name"),
        "last_name": ("LastName", "Last Name"),
        "customer_id": ("Custom Data 1", "CustomData"),
    }
    personal = ("ip_address", "email", "first_name", "last_name")

    def evidence(self, raw: Raw) -> int:
        """Look for the respondent's id with something else that only SurveyMonkey writes."""
        if not marks(raw.names, RESPONDENT):
            return 0
        questions = sum(name.endswith("?") for name in raw.names)
        found = (
            5 * _two_rows(raw) + 2 * marks(raw.names, META) + 2 * marks(raw.names, PANEL) + (questions > 1)
        )
        return found if found >= 3 else 0

    def shape(self, raw: Raw) -> None:
        """Name each column by its question and, where it has several columns, the option."""
        if not _two_rows(raw):
            raw.labels = {name: name for name in raw.names}
            return
        options = [plain(cell) for cell in head(raw)[0]]
        questions, current = [], ""
        for position, name in enumerate(raw.names):
            continues = name == f"column_{position + 1}"
            current = current if continues and current else name
            questions.append(current)
        several = {q for q in questions if questions.count(q) > 1}
        names = [
            f"{question} - {option}"
            if option.casefold() not in SINGLE or (option and question in several)
            else question
            for question, option in zip(questions, options, strict=True)
        ]
        raw.notes = [note for note in raw.notes if not note.startswith("columns without a name")]
        raw.names = distinct(names, raw.notes)
        raw.labels = dict(zip(raw.names, questions, strict=True))
        drop_head(raw, 1)

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Tell of ids that a spreadsheet has rounded."""
        name = next((n for n in frame.columns if n.casefold() in RESPONDENT), None)
        if name is None:
            return []
        if _rounded(frame[name]):
            return [
                Text(
                    "column {name!r}: ids such as 3,29E+09 were rounded by a spreadsheet; export again",
                    name=name,
                )
            ]
        return []


def _rounded(ids: pd.Series) -> bool:
    """Tell whether ids end in zeros, or still show the E of a spreadsheet."""
    if pd.api.types.is_numeric_dtype(ids):
        present = ids.dropna()
        return bool(len(present) and ((present > 1e8) & (present % 1e6 == 0)).all())
    return bool(ids.astype("string").str.fullmatch(r"\d[.,]\d+E\+\d+").any())


def _two_rows(raw: Raw) -> bool:
    """Tell whether the first row continues the header: options or "Response", and no respondent yet."""
    rows = head(raw)
    at = next((i for i, name in enumerate(raw.names) if name.casefold() in RESPONDENT), None)
    if at is None or not rows or rows[0][at]:
        return False
    blank = any(name == f"column_{position + 1}" for position, name in enumerate(raw.names))
    said = any(cell.casefold() in SINGLE - {""} for cell in rows[0])
    return (blank or said) and (len(rows) < 2 or bool(re.match(r"\d", rows[1][at])))
