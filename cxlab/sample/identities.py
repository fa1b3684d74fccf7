"""Made-up people: names, addresses and numbers, drawn once per customer and put into words when needed.

Nothing can belong to a real person: mail domains end in .example, telephone numbers lie in the ranges that
the Bundesnetzagentur keeps free for films, and bank codes begin with 0, which no German bank has.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..loaders.safeyaml import load
from .streams import stream
from .tables import names
from .vocabulary import FOLDER

__all__ = ["Identities", "draw_identities", "words"]

PHONES = (
    ("030", "23125", 3),
    ("069", "90009", 3),
    ("040", "66969", 3),
    ("0221", "4710", 3),
    ("089", "99998", 3),
    ("0171", "39200", 2),
    ("0176", "040690", 2),
)
ASCII = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ı": "i",
        "ş": "s",
        "ç": "c",
        "ğ": "g",
        "Ö": "Oe",
        "Ç": "C",
        "Ş": "S",
        "ś": "s",
        "Ä": "Ae",
        "Ü": "Ue",
        "Y": "Y",
    }
)


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

    @cached_property
    def first_names(self) -> pa.Array:
        """First name of everyone."""
        women, men = words()["first_female"], words()["first_male"]
        code = np.where(self.female, self.first % len(women), len(women) + self.first % len(men))
        return names(code, [*women, *men])

    @cached_property
    def last_names(self) -> pa.Array:
        """Last name of everyone."""
        return names(self.last, words()["last"])

    @cached_property
    def full_names(self) -> pa.Array:
        """First and last name of everyone."""
        return _join(self.first_names, self.last_names, by=" ")

    @cached_property
    def emails(self) -> pa.Array:
        """E-mail address of everyone, no two the same."""
        lists = words()
        women, men = lists["first_female"], lists["first_male"]
        code = np.where(self.female, self.first % len(women), len(women) + self.first % len(men))
        first = names(code, [_plain(name) for name in (*women, *men)])
        last = names(self.last, [_plain(name) for name in lists["last"]])
        again = pc.if_else(pa.array(self.again > 0), pa.array(self.again).cast(pa.string()), "")
        return _join(first, ".", last, again, "@", names(self.provider, lists["providers"]))

    @cached_property
    def streets(self) -> pa.Array:
        """Street and house number of everyone."""
        return _join(names(self.street, words()["streets"]), pa.array(self.house).cast(pa.string()), by=" ")

    @cached_property
    def places(self) -> tuple[pa.Array, pa.Array]:
        """Postcode and town of everyone."""
        places = [words()["places"][region] for region in self.regions]
        sizes = np.array([len(place) for place in places])
        code = (np.cumsum(sizes) - sizes)[self.region] + self.place % sizes[self.region]
        split = [place.split(" ", 1) for region in places for place in region]
        return names(code, [code for code, _ in split]), names(code, [town for _, town in split])

    @cached_property
    def phones(self) -> pa.Array:
        """Telephone number of everyone, area code and number with a space between."""
        kind, rest = self.phone_ % len(PHONES), self.phone_ // len(PHONES)
        number = rest % np.array([10**digits for _, _, digits in PHONES])[kind]
        width = np.array([digits for _, _, digits in PHONES])[kind]
        padded = names(
            np.where(width == 3, number, 1000 + number),
            [f"{k:03d}" for k in range(1000)] + [f"{k:02d}" for k in range(100)],
        )
        return _join(names(kind, [f"{area} {block}" for area, block, _ in PHONES]), padded)

    @cached_property
    def ibans(self) -> pa.Array:
        """Bank account of everyone, with its check digits."""
        bban = self.account % 9_999_991 * 10**10 + self.account
        check = 98 - (bban % 97 * (10**6 % 97) + 131_400) % 97
        number = pc.utf8_lpad(pa.array(bban).cast(pa.string()), 18, "0")
        return _join(names(check, [f"DE{k:02d}" for k in range(99)]), number)

    def name(self, i: int) -> str:
        """Return first and last name."""
        return str(self.full_names[i])

    def last_name(self, i: int) -> str:
        """Return the last name."""
        return str(self.last_names[i])

    def email(self, i: int) -> str:
        """Return the e-mail address."""
        return str(self.emails[i])

    def town(self, i: int) -> str:
        """Return the town."""
        return str(self.places[1][i])

    def address(self, i: int) -> str:
        """Return the postal address in one line."""
        return f"{self.streets[i]}, {self.places[0][i]} {self.places[1][i]}"

    def phone(self, i: int, *, style: int) -> str:
        """Return the telephone number as people write it: "030 231", "030/231", "+49 30 231" or "030231"."""
        area, rest = str(self.phones[i]).split(" ")
        return (f"{area} {rest}", f"{area}/{rest}", f"+49 {area[1:]} {rest}", f"{area}{rest}")[style]

    def iban(self, i: int, *, spaced: bool) -> str:
        """Return the bank account, in groups of four or in one."""
        text = str(self.ibans[i])
        return " ".join(text[k : k + 4] for k in range(0, 22, 4)) if spaced else text


def draw_identities(region: np.ndarray, regions: tuple[str, ...], *, seed: int) -> Identities:
    """Draw the identity of every customer; `region` gives the place to live in."""
    rng, size, lists = stream(seed, "identities"), len(region), words()
    first, last = rng.integers(0, 60, size), rng.integers(0, len(lists["last"]), size)
    female, provider = rng.random(size) < 0.49, rng.integers(0, len(lists["providers"]), size)
    key = ((first * 2 + female) * 1000 + last) * 100 + provider
    return Identities(
        number=2_000_000 + np.cumsum(rng.integers(1, 7, size)),
        female=female,
        first=first,
        last=last,
        again=_rank(key),
        place=rng.integers(0, 60, size),
        street=rng.integers(0, len(lists["streets"]), size),
        house=1 + np.minimum(rng.geometric(0.035, size), 240),
        phone_=rng.integers(0, 1 << 31, size),
        account=rng.integers(10_000_000, 10**10, size),
        provider=provider,
        region=region,
        regions=regions,
    )


def _join(*parts: pa.Array | str, by: str = "") -> pa.Array:
    return pc.binary_join_element_wise(*parts, by)


def _plain(name: str) -> str:
    return name.translate(ASCII).lower()


def _rank(key: np.ndarray) -> np.ndarray:
    """Return for each value how often it occurred before."""
    order = np.argsort(key, kind="stable")
    sorted_ = key[order]
    new = np.concatenate([[True], sorted_[1:] != sorted_[:-1]])
    start = np.maximum.accumulate(np.where(new, np.arange(len(key)), 0))
    rank = np.empty(len(key), np.int64)
    rank[order] = np.arange(len(key)) - start
    return rank
