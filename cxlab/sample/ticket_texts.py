"""Subjects and texts of the tickets: a process of its own for each part where a company has many of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from random import Random

import numpy as np
import pyarrow as pa

from .company import Company
from .identities import Identities
from .slots import Writer
from .streams import stream
from .texts import Pen

__all__ = ["CHUNK", "PERSONAL_KEPT", "Part", "Personal", "Task", "pen_for", "ticket_texts"]

CHUNK = 100_000
"""Tickets of a part."""

PERSONAL_KEPT = 20_000
"""Personal values in texts that are kept in the truth files."""

Personal = list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class Task:
    """What writing the texts takes: who writes, about which topic, by which way, under which number."""

    company: Company
    identities: Identities
    topic: np.ndarray
    via: np.ndarray
    number: np.ndarray

    @property
    def starts(self) -> range:
        """The first ticket of each part."""
        return range(0, max(len(self.number), 1), CHUNK)


@dataclass(frozen=True)
class Part:
    """The texts of some tickets and the personal values that stand in them."""

    rows: np.ndarray
    subjects: pa.Array
    texts: pa.Array
    personal: Personal


@contextmanager
def ticket_texts(task: Task) -> Iterator[Iterator[Part]]:
    """Give the parts in order; they are written while other exports are, by processes beside this one.

    Each part has its own random stream, so that the processes that write them change nothing. Processes are
    forked, which takes Linux: elsewhere, and for a single part, the texts are written when asked for.
    """
    helpers = min((os.cpu_count() or 1) - 1, len(task.starts))
    if len(task.starts) == 1 or not helpers or sys.platform != "linux":
        yield (_write(task, start) for start in task.starts)
        return
    with ProcessPoolExecutor(
        helpers, mp_context=get_context("fork"), initializer=_take, initargs=(task,)
    ) as pool:
        waiting = [pool.submit(_write_next, start) for start in task.starts]
        yield (future.result() for future in waiting)


def pen_for(company: Company, identities: Identities, name: str) -> Pen:
    """Return a pen with its own random stream."""
    random = Random(int(stream(company.seed, f"texts/{name}").integers(1 << 62)))  # noqa: S311
    return Pen(company.vocabulary, Writer(random, company.vocabulary, identities))


_taken: list[Task] = []
"""In a helping process: what it was forked with, so that nothing large is sent to it."""


def _take(task: Task) -> None:
    _taken.append(task)


def _write_next(start: int) -> Part:
    return _write(_taken[-1], start)


def _write(task: Task, start: int) -> Part:
    company, rows = task.company, np.arange(start, min(start + CHUNK, len(task.number)))
    pen = pen_for(company, task.identities, f"tickets/{start}" if start else "tickets")
    write = (pen.mail, pen.mail, pen.chat, pen.note)
    people, products = company.people, company.vocabulary.products
    subjects, texts, personal = list[str](), list[str](), Personal()
    contacts = zip(
        company.contacts.customer[rows].tolist(),
        company.timeline.date(company.contacts.day[rows]).tolist(),
        task.topic[rows].tolist(),
        task.via[rows].tolist(),
        company.contacts.complaint[rows].tolist(),
        task.number[rows].tolist(),
        strict=True,
    )
    for customer, today, topic, via, complaint, ticket in contacts:
        product = products[people.product.item(customer)]
        pen.writer.turn(customer, today, english=people.english.item(customer), product=product)
        subjects.append(pen.subject(topic, complaint=complaint))
        texts.append(write[via](topic, complaint=complaint))
        if len(personal) < PERSONAL_KEPT:
            personal += pen.personal_in(texts[-1], "tickets", str(ticket))
    return Part(rows, pa.array(subjects, pa.string()), pa.array(texts, pa.string()), personal)
