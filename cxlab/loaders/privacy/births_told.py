"""Dates of birth told by a correction, in a row of children, or behind a patient's name."""

# ruff: noqa: E501  (a pattern cut in two reads worse than a long line)
from __future__ import annotations

import re

from .births import DATE
from .spans import Search, matches

__all__ = ["BIRTHS_TOLD"]

_MONTH_YEAR = re.compile(
    r"(?<![\w./-])(?P<date>(?:0?[1-9]|1[0-2])[/.](?:19|20)?\d\d),? (?:geboren|born)(?!\w)", re.IGNORECASE
)
"Ich bin 5/82 geboren"
_CORRECTED = re.compile(
    rf"(?<!\w)(?:geburtsdatum|geburtstag|geb\.?|date of birth|birth ?date|dob)(?!\w)[^\n]{{0,40}}?{DATE}[^\n\d]{{1,20}}(?:sondern|but|richtig|correct)(?: ist| is)? (?P<date>{DATE})",
    re.IGNORECASE,
)
"not the one but the other"
_INSTEAD = re.compile(
    r"[sbrc](?<!\w.)(?:(?<=s)ondern|(?<=b)ut|(?<=r)ichtig|(?<=c)orrect)(?!\w)", re.IGNORECASE
)
_CHILDREN = re.compile(
    rf"(?<!\w)(?:kind(?:er)?|söhne|töchter|sohn|tochter|zwillinge|children|kids|twins|daughters?|sons?)(?!\w)[^\n]{{0,60}}?(?<=\()(?:\* ?|born |geb\.? )?(?P<date>{DATE})(?=\))",
    re.IGNORECASE,
)
_NEXT_CHILD = re.compile(
    rf"(?<!\w)(?:kinder|söhne|töchter|zwillinge|children|kids|twins|daughters|sons)(?!\w)[^\n(]{{0,40}}\([^\n)]{{6,20}}\)[^\n(]{{1,30}}\((?:\* ?|born |geb\.? )?(?P<date>{DATE})(?=\))",
    re.IGNORECASE,
)
"Finn (4.8.2015) und Ella (19.1.2018)"
_PATIENT = re.compile(
    rf"(?<!\w)(?:patient(?:in)?|versicherter?|insured|pat\.)[ :]{{1,2}}[^\W\d_][\w'’-]{{1,24}},? [^\W\d_][\w'’-]{{1,24}},? \(?(?P<date>{DATE})",
    re.IGNORECASE,
)
"Patient Lechner, Alois, 08-05-47"

_BORN, _KIDS = ("geb", "birth", "dob"), ("kind", "söhne", "töchter", "sohn", "tochter", "zwilling", "child", "kids", "twins", "daughter", "son")  # fmt: skip
BIRTHS_TOLD: tuple[Search, ...] = (
    matches(_MONTH_YEAR, "birth", group="date", needs=("geboren", "born"), digits=3),
    matches(_CORRECTED, "birth", group="date", needs=_BORN, digits=6, near=_INSTEAD, reach=100),
    matches(_NEXT_CHILD, "birth", group="date", needs=_KIDS, digits=5, begins=True),
    matches(_CHILDREN, "birth", group="date", needs=_KIDS, digits=5, begins=True),
    matches(_PATIENT, "birth", group="date", needs=("pat", "versichert", "insured"), digits=5, begins=True),
)
