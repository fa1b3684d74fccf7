"""The complaints register, kept in German Excel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from .company import Company
from .export_service import GROUPS, Desk, ticket_numbers
from .identities import Identities
from .streams import stream
from .tables import GERMAN, blank, comma, days, names, write_csv
from .ticket_texts import pen_for

__all__ = ["write_complaints"]


def write_complaints(company: Company, identities: Identities, desk: Desk, path: Path) -> int:
    """Write every complaint among the tickets as it was taken down."""
    pen, timeline = pen_for(company, identities, "complaints"), company.timeline
    rows = np.flatnonzero(company.contacts.complaint)
    contacts, rng = company.contacts.take(rows), stream(company.seed, "complaints")
    texts = []
    people, products = company.people, company.vocabulary.products
    for customer, today, topic in zip(
        contacts.customer.tolist(),
        timeline.date(contacts.day).tolist(),
        desk.topic[rows].tolist(),
        strict=True,
    ):
        product = products[people.product.item(customer)]
        pen.writer.turn(customer, today, english=people.english.item(customer), product=product)
        texts.append(pen.complaint(topic))
    aspects = [GROUPS[topic.aspect] for topic in company.vocabulary.topics]
    solved_day = desk.solved[rows] // 1440
    unsolved, goodwill = solved_day >= timeline.days, rng.random(len(rows)) < 0.17
    cause = np.where(rng.random(len(rows)) < 0.12, -1, desk.topic[rows])
    labels = [topic.label["de"] for topic in company.vocabulary.topics]
    table = pa.table(
        {
            "Beschwerdenummer": names(np.arange(len(rows)), [f"B{k:07d}" for k in range(1, len(rows) + 1)]),
            "Ticketnummer": ticket_numbers(company)[rows],
            "Kundennummer": identities.number[contacts.customer],
            "Eingang": days(contacts.day, timeline),
            "Kanal": names(desk.via[rows], ("E-Mail", "Webformular", "Chat", "Telefon")),
            "Kategorie": names(desk.topic[rows], aspects),
            "Ursache": names(np.where(cause < 0, len(labels), cause), [*labels, "Sonstiges"]),
            "Region": names(company.people.region[contacts.customer], company.vocabulary.regions),
            "Beschreibung": pa.array(texts, pa.string()),
            "Erledigt am": blank(days(np.minimum(solved_day, timeline.days), timeline), unsolved),
            "Kulanz_EUR": blank(comma(np.exp(rng.normal(3.2, 0.5, len(rows)))), ~goodwill),
        }
    )
    return write_csv(path, [table], **GERMAN)
