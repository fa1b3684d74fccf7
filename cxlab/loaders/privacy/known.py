"""The names and numbers that a pot's own tables give away: what is known can be found without a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from ...errors import CxError
from ..pot.pot_tables import PotTables
from .words import folded

__all__ = ["KnownPeople", "is_name_column", "known_people"]

_NAME_COLUMN = re.compile(
    r"(?:^|_)(?:name|names|vorname|nachname|surname|firstname|lastname|contact_person|ansprechpartner|requester|submitter)(?:$|_)"
)
_NO_PERSON = re.compile(r"company|firma|product|tariff|tarif|file|user|city|segment|process|team")
_ID_COLUMN = re.compile(
    r"(?:^|_)(?:customer|account|contract|meter|vertrag|kunden|zaehler|zähler|policy)_?(?:id|no|nr|number|nummer)?$"
)
SHORTEST_NAME, SHORTEST_ID = 3, 5


@dataclass(frozen=True)
class KnownPeople:
    """Folded names and ids; empty by default."""

    names: frozenset[str] = field(default_factory=frozenset, repr=False)
    ids: frozenset[str] = field(default_factory=frozenset, repr=False)

    def __bool__(self) -> bool:
        return bool(self.names or self.ids)

    def has_name(self, word: str) -> bool:
        """Whether the word is a known name, as it stands or with a German or English genitive."""
        if not self.names:
            return False
        plain = folded(word)
        stems = {plain, plain.removesuffix("'s"), plain.removesuffix("'"), plain.removesuffix("s")}
        return any(stem in self.names for stem in stems)

    def has_id(self, word: str) -> bool:
        """Whether the word is a known customer, account, contract or meter number."""
        return word.casefold() in self.ids


def known_people(pot: PotTables) -> KnownPeople:
    """Return the names and numbers of people in a pot's tables: its name columns and its ids.

    A table that cannot be read gives none. Columns count as names by what they are called
    (name, first_name, Nachname ...), whether or not pot.yml marks them as personal.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> people = known_people(open_pot("telco_ibm"))
    >>> people.has_id("7590-VHVEG"), len(people.names)
    (True, 0)
    """
    names: set[str] = set()
    ids: set[str] = set()
    for table in pot.tables:
        try:
            frame = pot.prepared(table).frame
        except CxError:
            continue
        for column in frame.columns:
            low = str(column).casefold()
            if is_name_column(low) and frame[column].dtype == object:
                names |= _names(frame[column])
            elif _ID_COLUMN.search(low):
                ids |= _ids(frame[column])
    return KnownPeople(frozenset(names), frozenset(ids))


def is_name_column(column: str) -> bool:
    """Whether a column is called as one with names of people is."""
    low = column.casefold()
    return bool(_NAME_COLUMN.search(low)) and not _NO_PERSON.search(low)


def _names(values: pd.Series) -> set[str]:
    found: set[str] = set()
    for value in values.dropna().unique():
        for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", str(value)):
            parts = {word, *word.split("-")}
            found |= {folded(part) for part in parts if len(part) >= SHORTEST_NAME}
    return found - {
        "von",
        "van",
        "der",
        "den",
        "dem",
        "prof",
        "med",
        "ing",
        "mag",
        "herr",
        "frau",
        "mrs",
        "zur",
        "del",
    }


def _ids(values: pd.Series) -> set[str]:
    if pd.api.types.is_float_dtype(values):
        return set()
    texts = (str(value).strip().casefold() for value in values.dropna().unique())
    return {
        text for text in texts if len(text) >= SHORTEST_ID and any(map(str.isdigit, text)) and " " not in text
    }
