"""Values for the slots of a sentence: amounts, dates and names as people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from .identities import Identities, words
from .vocabulary import Vocabulary

__all__ = ["PERSONAL", "Writer"]

MONTHS = {
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
PERSONAL = {
    "name": "name", "lastname": "name", "agent": "name", "phone": "phone", "email": "email", "iban": "iban",
    "address": "address", "home": "address", "custno": "customer number",
}  # fmt: skip
KEPT = {
    "amount",
    "monthly",
    "monthly2",
    "bonus",
    "amount2",
    "small",
    "small2",
    "kwh",
    "meter",
    "address",
    "agent",
    "percent",
    "weeks",
    "phone",
    "home",
}
"Slots whose value stays the same within a text: someone who writes speaks of one bill and one meter."


class Writer(dict[str, str]):
    """Someone who writes: slots are filled when a sentence asks for them.

    Personal values that went into the text are kept in `personal`, as (kind, value).
    """

    def __init__(self, random: Random, words_: Vocabulary, identities: Identities) -> None:
        super().__init__()
        self.random, self.vocabulary, self.identities = random, words_, identities
        self.language, self.customer, self.today, self.product = "de", -1, date(2025, 1, 1), ""
        self.reviewed, self.stars = words_.company, 3
        self.personal: list[tuple[str, str]] = []

    def turn(self, customer: int, today: date, *, english: bool, product: str) -> None:
        """Take the part of a customer on a day."""
        self.customer, self.today, self.product = customer, today, product
        self.language, self.personal = ("en" if english else "de"), []
        self.clear()

    def fill(self, sentence: str) -> str:
        """Return the sentence with its slots filled."""
        return sentence.format_map(self) if "{" in sentence else sentence

    def __missing__(self, slot: str) -> str:
        text = SLOTS[slot](self)
        if slot in PERSONAL and self.customer >= 0:
            self.personal.append((PERSONAL[slot], text))
        if slot in KEPT:
            self[slot] = text
        return text

    def number(self, low: int, high: int) -> int:
        """Return a whole number, ends included."""
        return low + int(self.random.random() * (high - low + 1))

    def pick(self, options: list[str] | tuple[str, ...]) -> str:
        """Return one of the options."""
        return options[int(self.random.random() * len(options))]

    def day(self, low: int, high: int) -> str:
        """Return the date some days from today, as people write dates."""
        when = self.today + timedelta(days=self.number(low, high))
        style, month = self.random.random(), MONTHS[self.language][when.month - 1]
        if self.language == "en":
            return (
                f"{when.day} {month}"
                if style < 0.6
                else f"{when:%d/%m/%Y}"
                if style < 0.8
                else f"{month} {when.day}"
            )
        if style < 0.5:
            return f"{when:%d.%m.%Y}"
        return (
            f"{when:%d.%m.%y}"
            if style < 0.65
            else f"{when.day}.{when.month}."
            if style < 0.8
            else f"{when.day}. {month}"
        )

    def money(self, low: float, high: float) -> str:
        """Return an amount between the two, small ones more often, as people write money."""
        value = low * (high / low) ** self.random.random()
        style = self.random.random()
        if self.language == "en":
            return (
                f"€{value:,.2f}"
                if style < 0.5
                else f"{value:.0f} euros"
                if style < 0.8
                else f"EUR {value:.2f}"
            )
        exact = f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
        if style < 0.75:
            return f"{exact} {'Euro' if style < 0.3 else '€' if style < 0.65 else 'EUR'}"
        return f"{value:.0f} {'Euro' if style < 0.9 else '€'}"

    def quantity(self) -> str:
        """Return a year's consumption."""
        value = self.number(1400, 6500)
        return f"{value:,}".replace(",", ".") if self.random.random() < 0.6 else str(value)


def _agent(writer: Writer) -> str:
    return writer.pick(words()["agents"])


def _address(writer: Writer) -> str:
    lists = words()
    place = writer.pick(writer.pick(list(lists["places"].values())))  # type: ignore[arg-type]
    return f"{writer.pick(lists['streets'])} {writer.number(1, 120)}, {place}"


def _town(writer: Writer) -> str:
    return writer.identities.town(writer.customer)


def _competitor(writer: Writer) -> str:
    others = [
        name
        for name in (*writer.vocabulary.competitors, writer.vocabulary.company)
        if name != writer.reviewed
    ]
    return writer.pick(
        others if writer.reviewed != writer.vocabulary.company else writer.vocabulary.competitors
    )


SLOTS: dict[str, Callable[[Writer], str]] = {
    "amount": lambda w: w.money(*w.vocabulary.amounts),
    "amount2": lambda w: w.money(*w.vocabulary.amounts),
    "monthly": lambda w: w.money(45, 240),
    "monthly2": lambda w: w.money(35, 160),
    "bonus": lambda w: f"{10 * w.number(5, 24)} {w.pick(('Euro', '€', 'EUR'))}",
    "small": lambda w: w.money(2.5, 25),
    "small2": lambda w: w.money(25, 40),
    "percent": lambda w: (
        f"{w.number(6, 38)} {w.pick(('%', '%', 'Prozent' if w.language == 'de' else 'per cent'))}"
    ),
    "kwh": lambda w: w.quantity(),
    "meter": lambda w: f"{w.pick(('1EMH', '1ESY', '1ISK', '1LGZ'))}{w.number(10_000_000, 99_999_999)}",
    "date": lambda w: w.day(-75, -3),
    "future": lambda w: w.day(5, 45),
    "month": lambda w: MONTHS[w.language][(w.today.month + w.number(-5, 3)) % 12],
    "year": lambda w: str(w.today.year - (1 if w.today.month < 9 else 0)),
    "n": lambda w: str(w.number(2, 6)),
    "weeks": lambda w: str(w.number(2, 9)),
    "days": lambda w: str(w.number(2, 12)),
    "minutes": lambda w: str(w.number(15, 75)),
    "time": lambda w: f"{w.number(8, 17):02d}:{w.number(0, 59):02d}",
    "product": lambda w: w.product,
    "competitor": _competitor,
    "company": lambda w: w.vocabulary.company,
    "reviewed": lambda w: w.reviewed,
    "stars": lambda w: str(w.stars),
    "city": _town,
    "agent": _agent,
    "name": lambda w: w.identities.name(w.customer),
    "lastname": lambda w: w.identities.last_name(w.customer),
    "custno": lambda w: str(w.identities.number.item(w.customer)),
    "phone": lambda w: w.identities.phone(w.customer, style=w.number(0, 3)),
    "email": lambda w: w.identities.email(w.customer),
    "iban": lambda w: w.identities.iban(w.customer, spaced=w.random.random() < 0.6),
    "home": lambda w: w.identities.address(w.customer),
    "address": _address,
}
