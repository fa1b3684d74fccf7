"""The exports of the other systems: CRM, orders, web events, reviews, employee survey, processes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .company import Company
from .identities import Identities
from .market import draw_reviews
from .orders import draw_orders, yearly_value
from .staff import TEAMS, draw_staff
from .streams import stream
from .tables import GERMAN, blank, coded, comma, days, names, write_csv
from .texts import Pen
from .ticket_texts import pen_for
from .web import SOURCES, draw_events

__all__ = [
    "event_names",
    "write_customers",
    "write_events",
    "write_orders",
    "write_processes",
    "write_reviews",
    "write_staff",
]

PROCESSES = {
    "billing": ("Abrechnung und Inkasso", "Leitung Abrechnung", 48),
    "price": ("Produkt- und Preismanagement", "Leitung Produkt", 72),
    "service": ("Kundenanliegen bearbeiten", "Leitung Kundenservice", 24),
    "website": ("Digitale Kanäle betreiben", "Leitung Digital", 24),
    "reliability": ("Leistung erbringen", "Leitung Betrieb", 12),
}


def write_customers(company: Company, identities: Identities, path: Path) -> int:
    """Write the CRM export (German Excel, cp1252)."""
    people, vocabulary, timeline = company.people, company.vocabulary, company.timeline
    value = _value(company)
    gone = (company.cause >= 0) & company.plan.profile.contractual
    usage = np.rint(value * 2.3 * stream(company.seed, "crm/usage").lognormal(0, 0.15, len(people)))
    table = pa.table(
        {
            "Kundennummer": identities.number,
            "Anrede": names(identities.female.astype(int), ("Herr", "Frau")),
            "Vorname": identities.first_names,
            "Nachname": identities.last_names,
            "Straße": identities.streets,
            "PLZ": identities.places[0],
            "Ort": identities.places[1],
            "E-Mail": identities.emails,
            "Telefon": pa.compute.replace_substring(identities.phones, " ", "/"),
            "IBAN": identities.ibans,
            "Tarif": names(people.product, vocabulary.products),
            "Region": names(people.region, vocabulary.regions),
            "Vertriebsweg": names(people.channel, vocabulary.channels),
            "Kundensegment": names(people.segment, vocabulary.segments),
            "Vertragsbeginn": days(people.start, timeline),
            "Vertragsende": blank(days(company.end, timeline), ~gone),
            "Kündigungsgrund": blank(names(company.cause, vocabulary.causes), ~gone),
            vocabulary.unit: usage.astype(np.int64),
            "Jahresumsatz_EUR": comma(value),
        }
    )
    return write_csv(path, [table], **GERMAN)


def write_orders(company: Company, identities: Identities, path: Path) -> int:
    """Write contracts and orders (German Excel)."""
    orders = draw_orders(
        company.people, company.end, _value(company), company.plan, company.timeline, seed=company.seed
    )
    people, vocabulary = company.people, company.vocabulary
    table = pa.table(
        {
            "Auftragsnummer": np.arange(len(orders.day)) + 7_000_001,
            "Kundennummer": identities.number[orders.customer],
            "Datum": days(orders.day, company.timeline),
            "Vorgang": names(orders.kind, vocabulary.order_kinds),
            "Tarif": names(people.product[orders.customer], vocabulary.products),
            "Betrag_EUR": comma(orders.amount),
            "Vertriebsweg": names(people.channel[orders.customer], vocabulary.channels),
        }
    )
    return write_csv(path, [table], **GERMAN)


def write_events(company: Company, identities: Identities, path: Path) -> int:
    """Write web and app events as Parquet; visitors who never became customers keep a visitor id."""
    events = draw_events(
        company.people, company.end, company.journeys, company.plan, company.timeline, seed=company.seed
    )
    known = events.customer >= 0
    visitor = pa.compute.binary_join_element_wise("v", pa.array(events.visitor).cast(pa.string()), "")
    number = pa.array(identities.number[events.customer]).cast(pa.string())
    first = company.timeline.first.astype("datetime64[s]")
    table = pa.table(
        {
            "event_id": pa.array(np.arange(1, len(events.kind) + 1)),
            "person": pa.compute.if_else(pa.array(known), number, visitor),
            "timestamp": pa.array((first + events.second).astype("datetime64[ms]")),
            "event": coded(events.kind, event_names(company)),
            "device": coded(events.mobile, ("desktop", "mobile")),
            "source": coded(events.source, SOURCES),
        }
    )
    pq.write_table(table, path, compression="zstd")
    return int(table.num_rows)


def write_reviews(
    company: Company, identities: Identities, path: Path, topics: list[tuple[str, str, int]]
) -> int:
    """Write public reviews of the company and its competitors; the aspect is in the text only."""
    reviews = draw_reviews(company.timeline, len(company.people), seed=company.seed)
    pen, vocabulary = pen_for(company, identities, "reviews"), company.vocabulary
    companies = (vocabulary.company, *vocabulary.competitors)
    by_aspect = [vocabulary.topics_of(driver) for driver in company.plan.survey.driver_names]
    titles, texts = [], []
    for number in range(len(reviews.day)):
        about = [_one(pen, by_aspect[reviews.aspect.item(number)])]
        if reviews.second.item(number) >= 0:
            about.append(_one(pen, by_aspect[reviews.second.item(number)]))
        today = company.timeline.date(reviews.day.item(number)).item()
        pen.writer.turn(number % len(company.people), today, english=pen.random.random() < 0.08, product="")
        title, text = pen.review(about, reviews.stars.item(number), companies[reviews.company.item(number)])
        titles.append(title)
        texts.append(text)
        topics.append(("reviews", f"M{number + 1:06d}", about[0]))
    table = pa.table(
        {
            "review_id": names(np.arange(len(texts)), [f"M{k:06d}" for k in range(1, len(texts) + 1)]),
            "date": days(reviews.day, company.timeline, "%Y-%m-%d"),
            "platform": names(reviews.platform, ("Bewertungsportal", "Kartendienst", "Vergleichsportal")),
            "company": names(reviews.company, companies),
            "rating": reviews.stars,
            "title": pa.array(titles),
            "text": pa.array(texts),
        }
    )
    return write_csv(path, [table])


def write_staff(company: Company, identities: Identities, path: Path) -> int:
    """Write the employee survey (German Excel); anonymous, as such surveys are."""
    answers = draw_staff(company.plan, company.timeline, len(company.people), seed=company.seed)
    pen = pen_for(company, identities, "staff")
    remarks: list[str | None] = []
    for mood, writes in zip(answers.enps.tolist(), answers.writes.tolist(), strict=True):
        pen.writer.turn(0, company.timeline.date(0).item(), english=False, product="")
        remarks.append(pen.remark(-1 if mood <= 6 else 0 if mood <= 8 else 1) if writes else None)
    size = len(remarks)
    items = ("Arbeitsmittel", "Führung", "Zusammenarbeit", "Kundenfokus")
    table: dict[str, object] = {
        "Teilnahme": names(np.arange(size), [f"MA{k:05d}" for k in range(1, size + 1)]),
        "Datum": days(answers.day, company.timeline),
        "Team": names(answers.team, TEAMS),
        "eNPS": answers.enps,
    }
    table |= {item: answers.items[:, number] for number, item in enumerate(items)}
    drivers = company.plan.survey.driver_names
    table |= {f"Kunden_zufrieden_mit_{name}": answers.beliefs[:, k] for k, name in enumerate(drivers)}
    table["Kommentar"] = pa.array(remarks, pa.string())
    return write_csv(path, [pa.table(table)], **GERMAN)


def event_names(company: Company) -> tuple[str, ...]:
    """Return the names of the web events, in the order of their kinds."""
    return (*company.vocabulary.journey, "welcome_call", *company.vocabulary.activities)


def write_processes(company: Company, path: Path) -> list[tuple[str, str, str]]:
    """Write touchpoint, process and owner (German Excel); return them."""
    rows = [(topic.label["de"], *PROCESSES[topic.aspect]) for topic in company.vocabulary.topics]
    rows += [(step, "Online-Abschluss", "Leitung Vertrieb", 24) for step in company.vocabulary.journey[:4]]
    rows += [
        (channel, "Neukundengewinnung", "Leitung Vertrieb", 48) for channel in company.vocabulary.channels
    ]
    rows += [("welcome_call", "Begrüßung neuer Kunden", "Leitung Kundenservice", 720)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    table = pa.table(
        dict(zip(("Kontaktpunkt", "Prozess", "Verantwortlich", "Ziel_Stunden"), columns, strict=True))
    )
    write_csv(path, [table], **GERMAN)
    return [(touchpoint, process, owner) for touchpoint, process, owner, _ in rows]


def _one(pen: Pen, options: list[int]) -> int:
    return options[pen.writer.number(0, len(options) - 1)]


def _value(company: Company) -> np.ndarray:
    return yearly_value(company.people, *company.vocabulary.yearly_value, seed=company.seed)
