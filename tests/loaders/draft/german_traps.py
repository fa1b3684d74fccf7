"""Six folders of German exports, each with things that look like something else; the values are made up."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from german import IDS, SAID, Company, german, write_csv

__all__ = ["TRAPS"]

NAMES = (
    "Anna Vogel",
    "Jörg Krüger",
    "Petra Meier",
    "Peter Schmidt",
    "Maria Weber",
    "Stefan Koch",
    "Julia Wolf",
)


def energie(folder: Path) -> None:
    """Beside the score stands its group; beside the end of contract a status; the survey has two dates."""
    it = Company(11)
    head = ("Kundennummer", "Kunde seit", "Kündigung zum", "Kundenstatus", "Tarif")
    customers = [
        (
            i,
            german(it.signed[k]),
            german(it.left[k]),
            "gekündigt" if it.left[k] else "aktiv",
            it.one("S", "M"),
        )
        for k, i in enumerate(IDS)
    ]
    write_csv(folder / "kunden.csv", [head, *customers])
    head = ("Fragebogen-Nr", "Kundennummer", "NPS Gruppe", "NPS", "Termin am", "Abgeschickt am", "Region")
    answers = []
    for k in range(120):
        score, day = it.score(), it.day()
        group = 1 if score < 7 else 2 if score < 9 else 3
        sent = german(day + dt.timedelta(days=3))
        answers.append((k + 1, it.one(*IDS), group, score, german(day), sent, it.one("Nord", "Süd")))
    write_csv(folder / "befragung.csv", [head, *answers])


def fitness(folder: Path) -> None:
    """Who left is marked by a cross, everybody else by nothing; there are tenures and no dates."""
    it = Company(12)
    head = ("Mitgliedsnummer", "Vertragslaufzeit in Monaten", "Gekündigt", "Studio")
    members = [
        (f"M{i}", 1 + it.random.randrange(48), "x" if k % 4 == 0 else "", it.one("Ost", "West"))
        for k, i in enumerate(IDS)
    ]
    write_csv(folder / "mitglieder.csv", [head, *members])


def shop(folder: Path) -> None:
    """Keys of orders and articles under names of their own, no list of customers, an export taken twice."""
    it = Company(13)
    head = ("Artikelnr", "Bezeichnung", "Warengruppe")
    write_csv(
        folder / "artikel.csv",
        [head, *((f"A{1000 + k}", f"Ding {k}", it.one("Bad", "Küche")) for k in range(40))],
    )
    orders = [
        (
            f"B{k:05d}",
            it.one(*IDS),
            german(it.day()),
            f"{it.random.randrange(10, 999)},90",
            f"A{1000 + it.random.randrange(40)}",
        )
        for k in range(150)
    ]
    twice = [(k + 1, *row[1:]) for k, row in enumerate([*orders, *orders[:30]])]
    head = ("Zeile", "Kundennummer", "Bestelldatum", "Betrag", "Produkt")
    write_csv(folder / "positionen.csv", [head, *twice])
    head = ("Bestellnummer", "Kundennummer", "Bestelldatum", "Betrag", "Produkt")
    write_csv(folder / "bestellungen.csv", [head, *orders])
    head = ("Retoure", "zu Beleg", "Grund")
    write_csv(folder / "retouren.csv", [head, *((f"R{k}", orders[k * 3][0], "defekt") for k in range(40))])


def bank(folder: Path) -> None:
    """Events with a day and no time, several a day, the newest first."""
    it = Company(14)
    rows = []
    for i in IDS:
        day = it.day()
        rows += [(day, i, "Besuch"), (day, i, "Antrag")] + ([(day, i, "Vertrag")] if i % 2 else [])
    rows = [(i, what, german(day)) for day, i, what in sorted(rows, key=lambda row: row[0])]
    write_csv(folder / "ereignisse.csv", [("Kundennummer", "Ereignis", "Zeitpunkt"), *reversed(rows)])


def hotel(folder: Path) -> None:
    """Names of people in columns that do not say so, a second score, a grouping of the first in words."""
    it = Company(15)
    head = ("Antwort-ID", "Gast", "Betreut durch", "Weiterempfehlung", "Einordnung", "Zufriedenheit gesamt",
            "Zufriedenheit insgesamt", "Ausgefüllt am")  # fmt: skip
    answers = []
    for k in range(90):
        score = it.score()
        word = "Kritiker" if score < 7 else "Passiv" if score < 9 else "Promotor"
        stars = it.one(1, 2, 3, 4, 5), it.one(1, 2, 3, 4, 5)
        answers.append((k, it.one(*NAMES), it.one(*NAMES), score, word, *stars, german(it.day())))
    write_csv(folder / "gaestebefragung.csv", [head, *answers])


def telefon(folder: Path) -> None:
    """Two waves of one question side by side, appointments in another file, two files of tickets."""
    it = Company(16)
    head = ("Teilnehmer-Nr", "Kundennummer", "NPS 2023", "NPS 2024", "Terminnr")
    answers = [
        (k, it.one(*IDS), it.score(), "" if k % 3 == 0 else it.score(), f"T{100 + k % 25}") for k in range(75)
    ]
    write_csv(folder / "befragung.csv", [head, *answers])
    head = ("Terminnr", "Filiale", "Berater")
    dates = [(f"T{100 + k}", it.one("Mitte", "Nord"), it.one(*NAMES)) for k in range(25)]
    write_csv(folder / "termine.csv", [head, *dates])
    head = ("Vorgangsnummer", "Kundennummer", "Erstellt am", "Gelöst am", "Text")
    for year in (2023, 2024):
        cases = [
            (f"{year}-{k:04d}", it.one(*IDS), german(it.day(year)), german(it.day(year + 1)), it.one(*SAID))
            for k in range(30)
        ]
        write_csv(folder / f"vorgaenge_{year}.csv", [head, *cases])


TRAPS: dict[str, Callable[[Path], None]] = {
    "energie": energie, "fitness": fitness, "shop": shop, "bank": bank, "hotel": hotel, "telefon": telefon,
}  # fmt: skip
