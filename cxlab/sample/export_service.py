"""The service desk: what it made of each contact, and its Zendesk export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .company import Company
from .identities import Identities, words
from .streams import stream
from .tables import blank, names, stamps, write_csv
from .ticket_texts import PERSONAL_KEPT, Part, Personal, Task

__all__ = ["TICKET_COLUMNS", "Desk", "draw_desk", "task_of", "ticket_numbers", "write_tickets"]

VIA = ("Mail", "Web form", "Chat", "Phone call")
GROUPS = {
    "billing": "Abrechnung",
    "price": "Vertrag & Preise",
    "service": "Kundenservice",
    "website": "Digitale Kanäle",
    "reliability": "Technik",
}
# Zendesk's CSV export: the columns and their order as published. "Description", which that export leaves out,
# is appended, as teams do who join it from the JSON export.
TICKET_COLUMNS = (
    "Id",
    "Requester",
    "Requester id",
    "Requester external id",
    "Requester email",
    "Requester domain",
    "Submitter",
    "Assignee",
    "Group",
    "Subject",
    "Tags",
    "Status",
    "Priority",
    "Via",
    "Ticket type",
    "Created at",
    "Updated at",
    "Assigned at",
    "Organization",
    "Due date",
    "Initially assigned at",
    "Solved at",
    "Resolution time",
    "Satisfaction Score",
    "Group stations",
    "Assignee stations",
    "Reopens",
    "Replies",
    "First reply time in minutes",
    "First reply time in minutes within business hours",
    "First resolution time in minutes",
    "First resolution time in minutes within business hours",
    "Full resolution time in minutes",
    "Full resolution time in minutes within business hours",
    "Description",
)


@dataclass(frozen=True)
class Desk:
    """What the desk made of each contact; minutes count from midnight before the first observed day."""

    topic: np.ndarray
    via: np.ndarray
    first_solved: np.ndarray
    solved: np.ndarray
    reopens: np.ndarray
    replies: np.ndarray
    rating: np.ndarray
    "0 not offered, 1 offered, 2 good, 3 bad."
    tag: np.ndarray
    "Topic as the agent tagged it, -1 where not; now and then the wrong one."
    linked: np.ndarray
    "0 with customer number, 1 with the known mail address only, 2 with an address nobody knows."


def draw_desk(company: Company) -> Desk:
    """Draw topic, channel, solution and rating of every contact."""
    contacts, topics = company.contacts, company.vocabulary.topics
    rng, size = stream(company.seed, "desk"), len(contacts)
    as_complaint = _weighted(rng, [topic.complaints for topic in topics], size)
    topic = np.where(
        contacts.complaint, as_complaint, _weighted(rng, [topic.inquiries for topic in topics], size)
    )
    topic = np.where(contacts.fault, company.vocabulary.fault_topic, topic)
    reopens = rng.poisson(np.where(contacts.complaint, 0.28, 0.07))
    work = rng.lognormal(4.6, 1.5, size) * np.where(contacts.complaint, 2.2, 1.0)
    again = reopens * rng.lognormal(6.8, 0.7, size)
    timeline = company.timeline
    first_solved = timeline.minute_after(contacts.reply_minute, np.ceil(work).astype(np.int64))
    solved = timeline.minute_after(first_solved, np.ceil(again).astype(np.int64))
    unhappy = 0.15 + 0.35 * contacts.complaint + 0.2 * (contacts.slow(company.plan)) + 0.1 * (reopens > 0)
    offered, rated = rng.random(size) < 0.75, rng.random(size) < 0.22
    verdict = np.where(rng.random(size) < unhappy, 3, 2)
    wrong = rng.random(size) < 0.06
    tag = np.where(wrong, rng.integers(0, len(topics), size), topic)
    via = rng.choice(4, size, p=[0.34, 0.18, 0.18, 0.30])
    is_open = timeline.business_minutes(contacts.minute + 1) > timeline.business_minutes(contacts.minute)
    return Desk(
        topic=topic.astype(np.int16),
        via=np.where(is_open, via, via % 2).astype(np.int8),
        first_solved=first_solved,
        solved=solved,
        reopens=reopens,
        replies=1 + reopens + rng.poisson(0.8, size),
        rating=np.where(offered, np.where(rated, verdict, 1), 0),
        tag=np.where(rng.random(size) < 0.72, tag, -1),
        linked=rng.choice(3, size, p=[0.84, 0.13, 0.03]),
    )


def task_of(company: Company, identities: Identities, desk: Desk) -> Task:
    """Return what writing the texts of the tickets takes."""
    return Task(company, identities, desk.topic, desk.via, ticket_numbers(company))


def write_tickets(
    company: Company,
    identities: Identities,
    desk: Desk,
    path: Path,
    parts: Iterable[Part],
    personal: Personal,
) -> int:
    """Write the Zendesk export, tickets by time of arrival; personal values in the texts are noted."""
    return write_csv(path, _ticket_chunks(company, identities, desk, parts, personal))


def ticket_numbers(company: Company) -> np.ndarray:
    """Return the number of each ticket: rising, with gaps of deleted spam."""
    return 10_000 + np.cumsum(stream(company.seed, "desk/numbers").integers(1, 4, len(company.contacts)))


def _ticket_chunks(
    company: Company, identities: Identities, desk: Desk, parts: Iterable[Part], personal: Personal
) -> Iterator[pa.Table]:
    number = ticket_numbers(company)
    agents = stream(company.seed, "desk/agents").integers(0, len(words()["agents"]), len(number))
    for part in parts:
        personal += part.personal[: max(0, PERSONAL_KEPT - len(personal))]
        yield _tickets(company, identities, desk, part, number[part.rows], agents[part.rows])


def _tickets(
    company: Company, identities: Identities, desk: Desk, part: Part, number: np.ndarray, agent: np.ndarray
) -> pa.Table:
    rows = part.rows
    customer, via = company.contacts.customer[rows], desk.via[rows]
    linked = desk.linked[rows]
    name = pc.take(identities.full_names, pa.array(customer))
    # Some write from an address that the company does not know.
    other = pc.binary_join_element_wise(
        pc.utf8_lower(pc.take(identities.last_names, pa.array(customer))),
        pa.array(number % 97).cast(pa.string()),
        "@privat.example",
        "",
    )
    mail = pc.if_else(pa.array(linked == 2), other, pc.take(identities.emails, pa.array(customer)))
    columns = {
        "Id": number,
        "Requester": name,
        "Requester id": 360_000_000_000 + identities.number[customer] * 7,
        "Requester external id": blank(identities.number[customer], linked > 0),
        "Requester email": mail,
        "Requester domain": pc.list_element(pc.split_pattern(mail, "@"), 1),
        "Submitter": pc.if_else(pa.array(via == 3), names(agent, words()["agents"]), name),
        "Assignee": names(agent, words()["agents"]),
        "Group": names(desk.topic[rows], [GROUPS[topic.aspect] for topic in company.vocabulary.topics]),
        "Subject": part.subjects,
        "Tags": _tags(company, desk, rows),
        "Via": names(via, VIA),
        "Description": part.texts,
        **_times(company, desk, rows),
    }
    return pa.table({column: columns[column] for column in TICKET_COLUMNS})


def _tags(company: Company, desk: Desk, rows: np.ndarray) -> pa.Array:
    """Return the agent's tags: a topic in most tickets, "beschwerde" in most complaints."""
    topics = [*(topic.name for topic in company.vocabulary.topics), ""]
    marked = stream(company.seed, f"desk/tags/{int(rows[0]) if len(rows) else 0}").random(len(rows)) < 0.8
    complaint = company.contacts.complaint[rows] & marked
    both = [f"{topic} beschwerde".strip() for topic in topics]
    code = np.where(desk.tag[rows] < 0, len(topics) - 1, desk.tag[rows])
    labels = [topic or None for topic in topics] + both
    return names(np.where(complaint, code + len(topics), code), labels)  # type: ignore[arg-type]


def _times(company: Company, desk: Desk, rows: np.ndarray) -> dict[str, object]:
    """Return what the export says about times; what lies after its end has not happened yet."""
    timeline, contacts = company.timeline, company.contacts.take(rows)
    until = timeline.days * 1440
    first, solved = desk.first_solved[rows], desk.solved[rows]
    created, reply = contacts.minute, contacts.reply_minute
    no_reply, unsolved, not_once = reply >= until, solved >= until, first >= until
    status = np.where(
        no_reply, 0, np.where(not_once, 1, np.where(unsolved, 2, np.where(until - solved > 28 * 1440, 4, 3)))
    )
    seconds = contacts.minute * 60 + (contacts.minute * 37 + contacts.customer) % 60
    stamp = lambda minute: stamps(np.minimum(minute, until - 1) * 60 + (minute * 13) % 60, timeline)  # noqa: E731
    business = lambda end: timeline.business_minutes(end) - timeline.business_minutes(created)  # noqa: E731
    updated = np.minimum(np.where(unsolved, np.where(no_reply, created, reply), solved), until - 1)
    empty = pa.nulls(len(rows), pa.string())
    return {
        "Status": names(status, ("New", "Open", "Open", "Solved", "Closed")),
        "Priority": names(
            np.where(contacts.complaint, 1 + (contacts.customer % 3 == 0), contacts.customer % 5 == 0),
            ("Low", "Normal", "High"),
        ),
        "Ticket type": names(np.where(contacts.complaint, 1, 0), ("Question", "Problem")),
        "Created at": stamps(seconds, timeline),
        "Updated at": stamp(updated),
        "Assigned at": blank(stamp(reply), no_reply),
        "Initially assigned at": blank(stamp(reply), no_reply),
        "Organization": empty,
        "Due date": empty,
        "Solved at": blank(stamp(solved), unsolved),
        "Resolution time": blank(np.rint((solved - created) / 60).astype(np.int64), unsolved),
        "Satisfaction Score": names(
            np.where(unsolved, 0, desk.rating[rows]), ("Not Offered", "Offered", "Good", "Bad")
        ),
        "Group stations": 1 + (desk.tag[rows] != desk.topic[rows]),
        "Assignee stations": 1 + np.minimum(desk.reopens[rows], 2),
        "Reopens": np.where(not_once, 0, desk.reopens[rows]),
        "Replies": np.where(no_reply, 0, desk.replies[rows]),
        "First reply time in minutes": blank(reply - created, no_reply),
        "First reply time in minutes within business hours": blank(business(reply), no_reply),
        "First resolution time in minutes": blank(first - created, not_once),
        "First resolution time in minutes within business hours": blank(business(first), not_once),
        "Full resolution time in minutes": blank(solved - created, unsolved),
        "Full resolution time in minutes within business hours": blank(business(solved), unsolved),
    }


def _weighted(rng: np.random.Generator, weights: list[float], size: int) -> np.ndarray:
    shares = np.cumsum(weights) / np.sum(weights)
    return np.searchsorted(shares[:-1], rng.random(size), side="right")
