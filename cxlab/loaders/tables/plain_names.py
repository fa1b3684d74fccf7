"""Names as plain words, so that the spellings of one name are alike."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["plain_name"]


def plain_name(name: str) -> str:
    """Write a name in small letters and words: "KundenNr." and "kunden_nr" are "kunden nr".

    Examples
    --------
    >>> plain_name("KundenNr."), plain_name("E-Mail"), plain_name("Gelöst am"), plain_name("Résilié le")
    ('kunden nr', 'e mail', 'geloest am', 'resilie le')
    """
    text = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name).casefold()
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, plain)
    text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())
