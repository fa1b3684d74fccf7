"""Licence plates of other forms and in small letters told by what is said of the vehicle."""

# ruff: noqa: E501  (a pattern cut in two reads worse than a long line)
from __future__ import annotations

import re

from .plates import is_district
from .spans import Search, matches

__all__ = ["PLATES_TOLD"]

_VEHICLE = r"(?:rego|reg|plates?|tag|kennzeichen|autokennzeichen|nummernschild|falschparker|parkt|oldtimer|toll|fine|fined|notice|infringement|permit|ute|van|lorry|truck|driver|car|vehicle|motorbike|scooter|cabrio|wohnmobil|transporter|anhänger|auto|wagen|lkw|pkw|kombi)"
_STATE = r"(?:(?:[A-Z]{2,3}|[A-Z])[: ][ ]?)?"
_FORM = (
    r"(?:[A-Z]{4}[ -]?\d{3}|\d[A-Z]{2}[ -]?\d[A-Z]{2}|[A-Z]{2}[ -]?\d{2}[ -]?[A-Z]{2}|[A-Z]{3}[ -]?\d{2}[ -]?[A-Z]|[A-Z]{3}[ -]?\d{3,4}"
    r"|[A-Z]{2}\d{2} ?[A-Z]{3}|\d{1,3}[ -][A-Z]{3}[ -]?\d{0,3})"
)
_OTHER = re.compile(
    rf"(?<!\w)(?i:{_VEHICLE})(?!\w)(?:[^\n\d.!?]{{0,40}}?[ :(])?(?<![\w-])(?P<plate>{_STATE}{_FORM})(?![\w-]|[.,]\d)"
)
"rego 1KX 7TQ, Ontario plate CKVR 447, license tag GA: RTK 4471"
_GERMAN = re.compile(
    rf"(?<!\w)(?i:{_VEHICLE})(?!\w)(?:[^\n\d.!?]{{0,40}}?[ :(])?(?<![\w-])(?P<plate>[A-ZÄÖÜ]{{1,3}}[ :][A-Z]{{1,2}} ?\d{{1,4}} ?[EH]?)(?![\w-]|[.,]\d)"
)
"Oldtimer RE K 71 H, Autokennzeichen auf dem Bescheid: L:CX 209"
_SMALL_BRITISH = re.compile(
    r"(?<!\w)(?:reg|rego|plate|van|lorry|truck|car|vehicle|driver)(?!\w)[^\n.!?\d]{0,20}?[ (](?P<plate>[a-z]{2}\d{2} ?[a-z]{3})(?![\w-])"
)
_SMALL_GERMAN = re.compile(
    r"(?<!\w)(?:falschparker|kennzeichen|autokennzeichen|nummernschild|auto|wagen|pkw|lkw|transporter)(?!\w)[ :,(]{1,3}(?:ist |mit )?(?P<plate>[a-zäöü]{1,3}[ -][a-z]{1,2}[ -]?\d{3,4})(?![\w-]|[.,]\d)"
)

_CUES = (
    "reg", "plate", "tag", "kennz", "nummernsch", "falschpark", "parkt", "oldtimer", "toll", "fine", "notice", "infring", "permit", "ute", "van", "lorry", "truck", "driver", "car", "vehicle",
    "motorbike", "scooter", "cabrio", "wohnmobil", "transporter", "anhänger", "auto", "wagen", "lkw", "pkw", "kombi",
)  # fmt: skip
PLATES_TOLD: tuple[Search, ...] = (
    matches(_OTHER, "plate", group="plate", needs=_CUES, digits=2, begins=True),
    matches(_GERMAN, "plate", group="plate", holds=is_district, needs=_CUES, digits=1, begins=True),
    matches(_SMALL_BRITISH, "plate", group="plate", needs=_CUES, digits=2, begins=True, glued=True),
    matches(_SMALL_GERMAN, "plate", group="plate", holds=lambda plate: is_district(plate.upper()), needs=_CUES, digits=3, begins=True),
)  # fmt: skip
