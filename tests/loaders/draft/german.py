"""Folders of exports as German companies keep them: semicolons, cp1252, titles, merged headers, totals."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

__all__ = ["FOLDERS"]

CUSTOMERS = 60
IDS = [10000 + number for number in range(CUSTOMERS)]
SAID = ("Alles gut soweit, gerne wieder", "Zu lange gewartet am Telefon", "Die Rechnung war leider falsch")
LEFT = ("Preis", "Umzug", "Service")


def german(day: dt.date | None, pattern: str = "%d.%m.%Y") -> str:
    return "" if day is None else day.strftime(pattern)


class Company:
    """Customers who sign up in 2021, some of whom leave in 2024; what they do happens in 2023."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.signed = [dt.date(2021, 1, 1) + dt.timedelta(days=self.random.randrange(360)) for _ in IDS]
        self.left = [self.day(2024) if number % 4 == 0 else None for number in range(CUSTOMERS)]

    def day(self, year: int = 2023) -> dt.date:
        return dt.date(year, 1, 1) + dt.timedelta(days=self.random.randrange(330))

    def one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def score(self) -> int:
        return self.random.choice((0, 2, 4, 5, 6, 7, 8, 8, 9, 9, 10, 10))

    def reason(self, number: int) -> str:
        return self.one(*LEFT) if self.left[number] else ""


def write_csv(
    path: Path, rows: Sequence[Sequence[Any]], *, above: Sequence[str] = (), below: Sequence[str] = (),
    encoding: str = "cp1252",
) -> None:  # fmt: skip
    lines = [*above, *(";".join(map(str, row)) for row in rows), *below]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))


def write_xlsx(
    path: Path, sheets: dict[str, Sequence[Sequence[Any]]], merged: dict[str, str] | None = None
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cells in (merged or {}).get(title, "").split():
            sheet.merge_cells(cells)
    book.save(path)


def stadtwerk(folder: Path) -> None:
    """Old CRM, ticket list, survey: three CSV files, a totals row below the customers."""
    it = Company(1)
    customers = [
        (i, it.one("Herr", "Frau"), it.one("Müller", "Weiß", "Schäfer"), it.one("Köln", "Neuß"),
         german(it.signed[k]), german(it.left[k]), it.reason(k), f"{it.random.randrange(100, 999)},50")
        for k, i in enumerate(IDS)
    ]  # fmt: skip
    head = (
        "Kd-Nr.",
        "Anrede",
        "Nachname",
        "Ort",
        "Kunde seit",
        "Vertragsende",
        "Kündigungsgrund",
        "Umsatz (€)",
    )
    write_csv(folder / "Kundenstamm_2024.csv", [head, *customers], below=["Summe;;;;;;;33.030,00"])
    head = (
        "Vorgangsnummer",
        "Kd-Nr.",
        "Eröffnet",
        "Erstantwort",
        "Geschlossen am",
        "Kategorie",
        "Kanal",
        "Text",
    )
    cases = []
    for k in range(80):
        day = it.day()
        times = (
            f"{german(day)} 08:15",
            f"{german(day)} 16:40",
            german(day + dt.timedelta(days=k % 9)) + " 18:00",
        )
        what = it.one("Rechnung", "Zähler", "Umzug")
        cases.append(
            (f"V-{5000 + k}", it.one(*IDS), *times, what, it.one("Telefon", "E-Mail"), it.one(*SAID))
        )
    write_csv(folder / "Vorgaenge.csv", [head, *cases])
    head = ("Lfd. Nr.", "Kd-Nr.", "Datum", "Weiterempfehlung", "Zufriedenheit", "Kommentar")
    answers = [
        (k + 1, it.one(*IDS), german(it.day()), it.score(), it.one(1, 2, 3, 4, 5), it.one("", *SAID))
        for k in range(90)
    ]
    write_csv(folder / "Befragung_Q2.csv", [head, *answers])


def versicherung(folder: Path) -> None:
    """One workbook: a merged title, a merged group header, a totals row, a line on the source, a legend."""
    it = Company(2)
    customers: list[Sequence[Any]] = [
        ("Kundenliste Bestand",), ("Stand: 31.12.2024",), (), ("Stammdaten", None, None, "Vertrag"),
        ("Kundennummer", "Name", "Postleitzahl", "Vertragsbeginn", "Vertragsende", "Kündigungsgrund"),
    ]  # fmt: skip
    customers += [
        (
            i,
            f"{it.one('Anna', 'Jörg')} {it.one('Vogel', 'Krüger')}",
            "50667",
            it.signed[k],
            it.left[k],
            it.reason(k) or None,
        )
        for k, i in enumerate(IDS)
    ]
    customers += [(), ("Gesamt",), ("Quelle: Bestandsführung, exportiert am 31.12.2024",)]
    cases: list[Sequence[Any]] = [("Schaden- und Vorgangsliste",)]
    cases += [("Vorgangs-Nr.", "Kundennummer", "Erstellt am", "Geschlossen am", "Kategorie", "Status")]
    cases += [
        (f"2024-{k:04d}", it.one(*IDS), it.day(), it.day(2024), it.one("Kfz", "Hausrat"), "zu")
        for k in range(70)
    ]
    asked = "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?"
    answers: list[Sequence[Any]] = [
        ("ID", "Kundennummer", "Ausgefüllt am", asked, "Bewertung", "Was ist der Grund für Ihre Bewertung?")
    ]
    answers += [
        (k, it.one(*IDS), it.day(), it.score(), it.one(1, 2, 3, 4, 5), it.one(*SAID)) for k in range(60)
    ]
    legend = [("Feld", "Bedeutung"), ("Kundennummer", "Schlüssel"), ("Kategorie", "Sparte")]
    sheets = {"Kunden": customers, "Vorgänge": cases, "Befragung": answers, "Legende": legend}
    write_xlsx(folder / "Auswertung.xlsx", sheets, {"Kunden": "A1:F1 A4:C4 D4:F4", "Vorgänge": "A1:F1"})


def software(folder: Path) -> None:
    """UTF-8 with a byte order mark: accounts, tickets with marks, product events with a time."""
    it = Company(3)
    head = ("Kundennr", "Firma", "Branche", "Segment", "Angelegt am", "Gekündigt zum", "Grund")
    accounts = [
        (i, f"Firma {i} AG", it.one("Bau", "IT"), it.one("KMU", "Konzern"), german(it.signed[k], "%d.%m.%y"),
         german(it.left[k], "%d.%m.%y"), it.reason(k))
        for k, i in enumerate(IDS)
    ]  # fmt: skip
    write_csv(folder / "accounts.csv", [head, *accounts], encoding="utf-8-sig")
    head = (
        "Ticket-ID",
        "Kundennr",
        "Erstellt am",
        "Erste Antwort am",
        "Gelöst am",
        "Priorität",
        "Betreff",
        "Bewertung",
    )
    tickets = []
    for k in range(90):
        day = german(it.day())
        times = (f"{day} 08:00", f"{day} 09:30", f"{day} 17:10")
        tickets.append(
            (k, it.one(*IDS), *times, it.one("hoch", "mittel"), "Das Login ist tot", it.one(1, 3, 5, ""))
        )
    write_csv(folder / "support_tickets.csv", [head, *tickets], encoding="utf-8-sig")
    head = ("Zeitstempel", "Kundennr", "Ereignis", "Seite")
    events = [
        (
            f"{german(it.day())} 12:{k % 60:02d}:00",
            it.one(*IDS),
            it.one("Login", "Export", "Hilfe geöffnet"),
            "/start",
        )
        for k in range(120)
    ]
    write_csv(folder / "ereignisse.csv", [head, *events], encoding="utf-8-sig")


def bank(folder: Path) -> None:
    """Title lines above, ids with leading zeros, "Total: 60 Kunden" below, complaints, an NPS list."""
    it = Company(4)
    ids = [f"{i:010d}" for i in IDS]
    head = (
        "Kunden-Nr.",
        "Geschäftsstelle",
        "Kundengruppe",
        "Eröffnungsdatum",
        "Auflösungsdatum",
        "Auflösungsgrund",
    )
    customers = [
        (
            i,
            it.one("Mitte", "Nord"),
            it.one("privat", "gewerblich"),
            german(it.signed[k]),
            german(it.left[k]),
            it.reason(k),
        )
        for k, i in enumerate(ids)
    ]
    above = ["Bestandskunden Filialbank;;;;;", "Stichtag 30.06.2024;;;;;", ";;;;;"]
    write_csv(folder / "Kunden.csv", [head, *customers], above=above, below=["Total: 60 Kunden;;;;;"])
    head = (
        "Reklamationsnr.",
        "Kunden-Nr.",
        "Eingegangen am",
        "Erledigt am",
        "Grund",
        "Ursache",
        "Produkt",
        "Text",
    )
    complaints = [
        (
            f"R{k}",
            it.one(*ids),
            german(it.day()),
            german(it.day(2024)),
            "Gebühr",
            "Fehlbuchung",
            "Giro",
            it.one(*SAID),
        )
        for k in range(50)
    ]
    write_csv(folder / "Reklamationen.csv", [head, *complaints])
    head = ("Teilnehmer", "Kunden-Nr.", "Befragt am", "Empfehlung (0-10)", "Begründung", "Filiale")
    answers = [
        (k, it.one(*ids), german(it.day()), it.score(), it.one(*SAID), it.one("Mitte", "Nord"))
        for k in range(70)
    ]
    write_csv(folder / "NPS.csv", [head, *answers])


def handel(folder: Path) -> None:
    """Orders with a grand total, customers called by a bare "Kunde", stars without a customer survey."""
    it = Company(5)
    head = ("Bestellnummer", "Kundennummer", "Bestelldatum", "Betrag", "Vertriebskanal")
    orders = [
        (
            f"B{k:05d}",
            it.one(*IDS),
            german(it.day()),
            f"1.{it.random.randrange(100, 999)},50",
            it.one("Shop", "Filiale"),
        )
        for k in range(80)
    ]
    write_csv(folder / "Bestellungen.csv", [head, *orders], below=["Gesamtsumme;;;123.456,00;"])
    head = ("Kunde", "Kundenname", "Registriert am", "Letzter Kauf", "Newsletter")
    customers = [
        (i, "Frau Meier", german(it.signed[k]), german(it.day()), it.one("ja", "nein"))
        for k, i in enumerate(IDS)
    ]
    write_csv(folder / "Kundenliste.csv", [head, *customers])
    head = ("Bewertung", "Kundennummer", "Datum", "Sterne", "Text")
    reviews = [(k, it.one(*IDS), german(it.day()), it.one(1, 3, 4, 5), it.one(*SAID)) for k in range(50)]
    write_csv(folder / "Bewertungen_Shop.csv", [head, *reviews])


def telekom(folder: Path) -> None:
    """A header over two rows with cells merged both ways, empty sheets, a pivot table beside the tickets."""
    it = Company(6)
    customers: list[Sequence[Any]] = [
        ("Kündigerliste 2024",), (), ("Kd.-Nr.", "Vertrag", None, None, "Tarif", "Umsatz"),
        (None, "Abschlussdatum", "Kündigung zum", "Kündigungsgrund"),
    ]  # fmt: skip
    customers += [
        (
            f"K{i}",
            it.signed[k],
            it.left[k],
            it.reason(k) or None,
            it.one("S", "M"),
            it.random.randrange(10, 99) + 0.5,
        )
        for k, i in enumerate(IDS)
    ]
    customers += [("Summe", None, None, None, None, 4711.5)]
    sheets: dict[str, Sequence[Sequence[Any]]] = {"Tabelle1": customers, "Tabelle2": [], "Tabelle3": []}
    write_xlsx(folder / "Kündigerliste.xlsx", sheets, {"Tabelle1": "A1:F1 B3:D3 A3:A4 E3:E4 F3:F4"})
    cases: list[Sequence[Any]] = [("Störungsnr.", "Kd.-Nr.", "Gemeldet am", "Behoben am", "Störungsart")]
    cases += [
        (900 + k, f"K{it.one(*IDS)}", it.day(), it.day(2024), it.one("DSL", "Mobil")) for k in range(60)
    ]
    pivot = [("Störungsart", "Anzahl"), ("DSL", 30), ("Mobil", 30), ("Gesamtergebnis", 60)]
    write_xlsx(folder / "Tickets.xlsx", {"Tickets": cases, "Pivot": pivot})


def autohaus(folder: Path) -> None:
    """Two years of tickets in two files, customers called by a bare "ID", a survey in capitals."""
    it = Company(7)
    head = ("ID", "NAME", "ORT", "KUNDE SEIT", "KUNDENTYP")
    customers = [
        (i, "Bernd Kowalski", "Ulm", german(it.signed[k]), it.one("PRIVAT", "FLOTTE"))
        for k, i in enumerate(IDS)
    ]
    write_csv(folder / "KUNDEN.csv", [head, *customers], below=["Anzahl: 60;;;;"])
    head = ("Vorgang", "Kundennummer", "Angelegt am", "Erledigt am", "Thema")
    for year, count in ((2023, 40), (2024, 30)):
        cases = []
        for k in range(count):
            day = it.day(year)
            cases.append(
                (year * 1000 + k, it.one(*IDS), german(day), german(day), it.one("Werkstatt", "Verkauf"))
            )
        write_csv(folder / f"Vorgänge {year}.csv", [head, *cases])
    head = ("FRAGEBOGEN-NR", "KUNDENNUMMER", "AUSGEFÜLLT AM", "NPS", "GESAMTZUFRIEDENHEIT", "ANMERKUNGEN")
    answers = [
        (
            k,
            it.one(*IDS),
            german(it.day()),
            99 if k % 20 == 0 else it.score(),
            it.one(1, 2, 3, 4, 5),
            it.one(*SAID),
        )
        for k in range(80)
    ]
    write_csv(folder / "BEFRAGUNG.CSV", [head, *answers])


FOLDERS: dict[str, Callable[[Path], None]] = {
    "stadtwerk": stadtwerk, "versicherung": versicherung, "software": software, "bank": bank,
    "handel": handel, "telekom": telekom, "autohaus": autohaus,
}  # fmt: skip
