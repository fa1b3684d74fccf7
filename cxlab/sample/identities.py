"""Made-up people: names, addresses and numbers, drawn once per customer and put into words when needed.

Nothing can belong to a real person: mail domains end in .example, telephone numbers lie in the ranges that the
Bundesnetzagentur keeps free for films, and bank codes begin with 0, which no German bank has.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ..loaders.safeyaml import load
from .streams import stream
from .vocabulary import FOLDER

__all__ = ["Identities", "draw_identities", "words"]

PHONES = (("030", "23125", 3), ("069", "90009", 3), ("040", "66969", 3), ("0221", "4710", 3), ("089", "99998", 3), ("0171", "39200", 2), ("0176", "040690", 2))  # fmt: skip
ASCII = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ş": "s", "ç": "c", "ğ": "g", "Ö": "Oe", "Ç": "C", "Ş": "S", "ś": "s", "Ä": "Ae", "Ü": "Ue", "Y": "Y"}
)  # fmt: skip


@cache
def words() -> dict[str, Any]:
    """Return first and last names, streets, places, mail providers and agents."""
    document, _ = load((FOLDER / "people_de.yml").read_text(encoding="utf-8"), where="people_de.yml")
    return {key: value.split() if isinstance(value, str) else value for key, value in document.items()}


@dataclass(frozen=True)
class Identities:
    """Numbers behind each customer's name, address, mail, telephone and account."""

    number: np.ndarray
    "Customer number, rising with the start of the relation."
    female: np.ndarray
    first: np.ndarray
    last: np.ndarray
    again: np.ndarray
    "How many customers before have the same name."
    place: np.ndarray
    street: np.ndarray
    house: np.ndarray
    phone_: np.ndarray
    account: np.ndarray
    provider: np.ndarray
    region: np.ndarray
    regions: tuple[str, ...]

    def first_name(self, i: int) -> str:
        """Return the first name."""
        names = words()["first_female" if self.female.item(i) else "first_male"]
        return names[self.first.item(i) % len(names)]

    def last_name(self, i: int) -> str:
        """Return the last name."""
        return words()["last"][self.last.item(i)]

    def name(self, i: int) -> str:
        """Return first and last name."""
        return f"{self.first_name(i)} {self.last_name(i)}"

    def email(self, i: int) -> str:
        """Return the e-mail address, different for every customer."""
        again, provider = self.again.item(i), words()["providers"][self.provider.item(i)]
        suffix = str(again) if again else ""
        return f"{self.first_name(i)}.{self.last_name(i)}{suffix}@{provider}".translate(ASCII).lower()

    def street_line(self, i: int) -> str:
        """Return street and house number."""
        return f"{words()['streets'][self.street.item(i)]} {self.house.item(i)}"

    def place_line(self, i: int) -> str:
        """Return postcode and town, "22765 Hamburg"."""
        places = words()["places"][self.regions[self.region.item(i)]]
        return places[self.place.item(i) % len(places)]

    def address(self, i: int) -> str:
        """Return the postal address in one line."""
        return f"{self.street_line(i)}, {self.place_line(i)}"

    def phone(self, i: int, *, style: int = 0) -> str:
        """Return the telephone number as people write it: 0 "030 23125123", 1 "030/23125123", 2 "+49 30 23125123"."""
        value = self.phone_.item(i)
        area, block, digits = PHONES[value % len(PHONES)]
        rest = f"{block}{value // len(PHONES) % 10**digits:0{digits}d}"
        return (f"{area} {rest}", f"{area}/{rest}", f"+49 {area[1:]} {rest}", f"{area}{rest}")[style]

    def iban(self, i: int, *, spaced: bool = True) -> str:
        """Return the bank account with its check digits."""
        account = self.account.item(i)
        bban = f"0{account % 9_999_991:07d}{account:010d}"
        check = 98 - int(f"{bban}131400") % 97
        text = f"DE{check:02d}{bban}"
        return " ".join(text[k : k + 4] for k in range(0, 22, 4)) if spaced else text


def draw_identities(region: np.ndarray, regions: tuple[str, ...], *, seed: int) -> Identities:
    """Draw the identity of every customer; `region` gives the place to live in."""
    rng, size, lists = stream(seed, "identities"), len(region), words()
    first, last = rng.integers(0, 60, size), rng.integers(0, len(lists["last"]), size)
    female, provider = rng.random(size) < 0.49, rng.integers(0, len(lists["providers"]), size)
    key = ((first * 2 + female) * 1000 + last) * 100 + provider
    return Identities(
        number=2_000_000 + np.cumsum(rng.integers(1, 7, size)), female=female, first=first, last=last,
        again=_rank(key), place=rng.integers(0, 60, size), street=rng.integers(0, len(lists["streets"]), size),
        house=1 + np.minimum(rng.geometric(0.035, size), 240), phone_=rng.integers(0, 1 << 31, size),
        account=rng.integers(10_000_000, 10**10, size), provider=provider, region=region, regions=regions,
    )  # fmt: skip


def _rank(key: np.ndarray) -> np.ndarray:
    """Return for each value how often it occurred before."""
    order = np.argsort(key, kind="stable")
    sorted_ = key[order]
    new = np.concatenate([[True], sorted_[1:] != sorted_[:-1]])
    start = np.maximum.accumulate(np.where(new, np.arange(len(key)), 0))
    rank = np.empty(len(key), np.int64)
    rank[order] = np.arange(len(key)) - start
    return rank
