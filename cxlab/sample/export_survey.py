"""The survey tool's exports: Qualtrics responses with three header rows, invitations, the promise survey."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .company import Company
from .identities import Identities
from .streams import stream
from .survey import promise_answers
from .tables import GERMAN, blank, days, names, stamps, write_csv
from .texts import Pen, mood_of
from .ticket_texts import CHUNK, PERSONAL_KEPT, pen_for

__all__ = ["DIMENSIONS_DE", "write_invitations", "write_promise", "write_responses"]

DRIVERS_DE = {
    "price": "dem Preis",
    "service": "dem Kundenservice",
    "billing": "der Abrechnung",
    "reliability": "der Zuverlässigkeit",
    "website": "Website und App",
}
DIMENSIONS_DE = {
    "reliability": "hält, was versprochen wurde",
    "responsiveness": "hilft schnell und von sich aus",
    "assurance": "ist kompetent und vertrauenswürdig",
    "empathy": "geht auf mich persönlich ein",
    "tangibles": "tritt modern und ansprechend auf",
}
DONT_KNOW = 99
META = (
    ("StartDate", "Anfangsdatum", "startDate"),
    ("EndDate", "Enddatum", "endDate"),
    ("Status", "Antworttyp", "status"),
    ("IPAddress", "IP-Adresse", "ipAddress"),
    ("Progress", "Aktueller Stand", "progress"),
    ("Duration (in seconds)", "Dauer (in Sekunden)", "duration"),
    ("Finished", "Beendet", "finished"),
    ("RecordedDate", "Erfassungsdatum", "recordedDate"),
    ("ResponseId", "Antwort-ID", "_recordId"),
    ("RecipientLastName", "Nachname des Empfängers", "recipientLastName"),
    ("RecipientFirstName", "Vorname des Empfängers", "recipientFirstName"),
    ("RecipientEmail", "E-Mail des Empfängers", "recipientEmail"),
    ("ExternalReference", "Externe Datenreferenz", "externalDataReference"),
    ("LocationLatitude", "Breitengrad des Standorts", "locationLatitude"),
    ("LocationLongitude", "Längengrad des Standorts", "locationLongitude"),
    ("DistributionChannel", "Verteilungskanal", "distributionChannel"),
    ("UserLanguage", "Benutzersprache", "userLanguage"),
)


def header(company: Company) -> list[list[str]]:
    """Return the three header rows: names, question texts, ImportId as JSON."""
    name, survey = company.vocabulary.company, company.plan.survey
    questions = [
        (
            "Q_NPS",
            f"Wie wahrscheinlich ist es, dass Sie {name} einem Freund oder Kollegen weiterempfehlen?",
            "QID1",
        ),
        ("Q_NPS_TEXT", "Was ist der wichtigste Grund für Ihre Bewertung?", "QID2_TEXT"),
        (
            "Q_CSAT",
            f"Wie zufrieden sind Sie insgesamt mit {name}? (1 = gar nicht, 5 = sehr zufrieden)",
            "QID3",
        ),
        (
            "Q_CES",
            f"{name} hat es mir leicht gemacht, mein Anliegen zu klären. (1 = gar nicht, 7 = voll und ganz)",
            "QID4",
        ),
        *(
            (f"Q_SAT_{number}", f"Wie zufrieden sind Sie mit ... - {DRIVERS_DE[driver]}", f"QID5_{number}")
            for number, driver in enumerate(survey.driver_names, 1)
        ),
        *(
            (f"Q_{kind}_{number}", f"{text} - Ein Anbieter {DIMENSIONS_DE[dimension]}", f"QID{qid}_{number}")
            for kind, text, qid in (("EXP", "Das erwarte ich", 6), ("PER", "So erlebe ich es", 7))
            for number, dimension in enumerate(survey.dimensions[:2], 1)
        ),
        *((label, label, label) for label in ("Kundensegment", "Tarif", "Region", "Vertriebsweg")),
    ]
    rows = [*META, *questions]
    return [
        [row[0] for row in rows],
        [row[1] for row in rows],
        [json.dumps({"ImportId": row[2]}, separators=(",", ":")) for row in rows],
    ]


def write_responses(
    company: Company,
    identities: Identities,
    path: Path,
    personal: list[tuple[str, str, str, str]],
    topics: list[tuple[str, str, int]],
) -> int:
    """Write the Qualtrics export; personal values and the topic of each comment are noted."""
    head = header(company)
    return write_csv(path, _chunks(company, identities, head[0], personal, topics), header=head)


def _chunks(
    company: Company,
    identities: Identities,
    columns: list[str],
    personal: list[tuple[str, str, str, str]],
    topics: list[tuple[str, str, int]],
) -> Iterator[pa.Table]:
    pen = pen_for(company, identities, "comments")
    rng = stream(company.seed, "responses")
    size = len(company.survey.answered)
    key = rng.integers(0, 36**6, size)
    for start in range(0, max(size, 1), CHUNK):
        rows = np.arange(start, min(start + CHUNK, size))
        ids = [
            f"R_{_base36(k)}{_base36(r * 1_234_567_891 % 36**6)}"
            for k, r in zip(key[rows].tolist(), rows.tolist(), strict=True)
        ]
        comments = _comments(company, pen, rows, ids, personal, topics)
        yield _responses(company, identities, rng, rows, ids, comments).select(columns)


def _comments(
    company: Company,
    pen: Pen,
    rows: np.ndarray,
    ids: list[str],
    personal: list[tuple[str, str, str, str]],
    topics: list[tuple[str, str, int]],
) -> list[str | None]:
    """Return the comment of each response, if there is one: on the driver that pleases or hurts most."""
    survey, people, words = company.survey, company.people, company.vocabulary
    by_driver = [words.topics_of(driver) for driver in company.plan.survey.driver_names]
    comments: list[str | None] = []
    for row, response in zip(rows.tolist(), ids, strict=True):
        position = survey.answered.item(row)
        if not (survey.answers.writes.item(row) and survey.answers.finished.item(row)):
            comments.append(None)
            continue
        customer, mood = survey.customer.item(position), mood_of(survey.score.item(position))
        driver = (survey.answers.lowest if mood <= 0 else survey.answers.highest).item(row)
        topic = by_driver[driver][pen.writer.number(0, len(by_driver[driver]) - 1)]
        today = company.timeline.date(survey.answer_minute.item(position) // 1440).item()
        product = words.products[people.product.item(customer)]
        pen.writer.turn(customer, today, english=people.english.item(customer), product=product)
        text = pen.comment(topic, mood)
        comments.append(text)
        topics.append(("responses", response, topic))
        if len(personal) < 2 * PERSONAL_KEPT:
            personal += pen.personal_in(text, "responses", response)
    return comments


def _responses(
    company: Company,
    identities: Identities,
    rng: np.random.Generator,
    rows: np.ndarray,
    ids: list[str],
    comments: list[str | None],
) -> pa.Table:
    survey, people, words, timeline = company.survey, company.people, company.vocabulary, company.timeline
    position, answers, size = survey.answered[rows], survey.answers, len(rows)
    customer, finished = survey.customer[position], answers.finished[rows]
    seconds = np.maximum(rng.lognormal(5.0, 0.6, size), 25).astype(np.int64)
    start = survey.answer_minute[position] * 60 + rng.integers(0, 60, size)
    link = rng.choice(3, size, p=[0.93, 0.05, 0.02])
    everyone = pa.array(customer)
    empty = pa.nulls(size, pa.string())
    no_answer = ~finished
    columns: dict[str, object] = {
        "StartDate": stamps(start, timeline),
        "EndDate": stamps(start + seconds, timeline),
        "Status": np.zeros(size, np.int8),
        "IPAddress": empty,
        "Progress": np.where(finished, 100, rng.choice([6, 12, 35, 60], size)),
        "Duration (in seconds)": seconds,
        "Finished": finished.astype(np.int8),
        "RecordedDate": stamps(start + seconds + 1, timeline),
        "ResponseId": pa.array(ids, pa.string()),
        "RecipientLastName": blank(pc.take(identities.last_names, everyone), link == 2),
        "RecipientFirstName": blank(pc.take(identities.first_names, everyone), link == 2),
        "RecipientEmail": blank(pc.take(identities.emails, everyone), link == 2),
        "ExternalReference": blank(identities.number[customer], link > 0),
        "LocationLatitude": empty,
        "LocationLongitude": empty,
        "DistributionChannel": names(np.where(link == 2, 1, 0), ("email", "anonymous")),
        "UserLanguage": names(people.english[customer].astype(int), ("DE", "EN")),
        "Q_NPS": blank(survey.score[position], no_answer),
        "Q_NPS_TEXT": pa.array(comments, pa.string()),
        "Q_CSAT": blank(answers.csat[rows], no_answer | (rng.random(size) < 0.02)),
        "Q_CES": blank(answers.ces[rows], no_answer | (rng.random(size) < 0.03)),
        "Kundensegment": names(people.segment[customer], words.segments),
        "Tarif": names(people.product[customer], words.products),
        "Region": names(people.region[customer], words.regions),
        "Vertriebsweg": names(people.channel[customer], words.channels),
    }
    for number in range(answers.drivers.shape[1]):
        given = np.where(rng.random(size) < 0.04, DONT_KNOW, answers.drivers[rows, number])
        columns[f"Q_SAT_{number + 1}"] = blank(given, no_answer | (rng.random(size) < 0.02))
    for number in range(2):
        columns[f"Q_EXP_{number + 1}"] = blank(answers.expectation[rows, number], no_answer)
        columns[f"Q_PER_{number + 1}"] = blank(answers.perception[rows, number], no_answer)
    return pa.table(columns)


def write_invitations(company: Company, identities: Identities, path: Path) -> int:
    """Write who was invited when, and whether an answer came."""
    survey = company.survey
    answered = np.zeros(len(survey.day), np.int8)
    answered[survey.answered] = 1
    order = np.argsort(survey.day, kind="stable")
    table = pa.table(
        {
            "ExternalReference": identities.number[survey.customer[order]],
            "SentDate": days(survey.day[order], company.timeline, "%Y-%m-%d"),
            "Status": names(answered[order], ("Email Sent", "Survey Finished")),
        }
    )
    return write_csv(path, [table])


def write_promise(company: Company, identities: Identities, path: Path) -> int:
    """Write the promise survey (German Excel): expectation and experience per dimension, 1 to 7."""
    size = int(np.clip(len(company.people) // 8, 60, 60_000))
    rng, timeline = stream(company.seed, "promise"), company.timeline
    last = company.waves.first[1:] - 1
    there = np.flatnonzero((company.end >= timeline.days) & (np.diff(company.waves.first) > 0))
    chosen = np.sort(rng.permutation(there)[:size])
    expectation, perception = promise_answers(
        company.waves.latent[last[chosen]], company.plan.survey, seed=company.seed
    )
    columns: dict[str, object] = {
        "Antwort": names(np.arange(len(chosen)), [f"P{k:06d}" for k in range(1, len(chosen) + 1)]),
        "Kundennummer": identities.number[chosen],
        "Datum": days(np.sort(rng.integers(timeline.days - 60, timeline.days - 30, len(chosen))), timeline),
        "Kundensegment": names(company.people.segment[chosen], company.vocabulary.segments),
    }
    for kind, values in (("Erwartung", expectation), ("Erlebnis", perception)):
        for number, dimension in enumerate(company.plan.survey.dimensions):
            columns[f"{kind}_{dimension}"] = values[:, number]
    return write_csv(path, [pa.table(columns)], **GERMAN)


def _base36(value: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while value:
        value, rest = divmod(value, 36)
        text = digits[rest] + text
    return text.rjust(6, "0")
