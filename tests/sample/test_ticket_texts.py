"""The texts of the tickets are the same, whichever process writes them."""

import sys

import pytest

from cxlab.sample import ticket_texts as room
from cxlab.sample.company import simulate
from cxlab.sample.export_service import draw_desk, task_of
from cxlab.sample.identities import draw_identities


@pytest.fixture(scope="module")
def task():
    company = simulate(seed=7, customers=400, months=24, industry="energy")
    identities = draw_identities(company.people.region, company.vocabulary.regions, seed=7)
    return task_of(company, identities, draw_desk(company))


def parts(task):
    with room.ticket_texts(task) as found:
        return [(p.rows.tolist(), p.subjects.to_pylist(), p.texts.to_pylist(), p.personal) for p in found]


def test_processes_beside_this_one_write_the_same_texts(task, monkeypatch):
    monkeypatch.setattr(room, "CHUNK", 300)
    monkeypatch.setattr(room.os, "cpu_count", lambda: 3)
    assert len(task.starts) > 2
    several = parts(task)
    monkeypatch.setattr(sys, "platform", "darwin")  # where nothing is forked
    assert parts(task) == several
    assert [row for rows, *_ in several for row in rows] == list(range(len(task.number)))


def test_a_small_company_is_written_by_this_process(task, monkeypatch):
    monkeypatch.setattr(room, "ProcessPoolExecutor", lambda *a, **k: pytest.fail("a process was started"))
    ((rows, subjects, texts, _),) = parts(task)
    assert len(rows) == len(subjects) == len(texts) == len(task.number)
    assert all(texts)


def test_parts_do_not_repeat_each_other(task, monkeypatch):
    monkeypatch.setattr(room, "CHUNK", 300)
    first, second = parts(task)[:2]
    assert len(set(first[2]) & set(second[2])) < 0.2 * len(set(second[2]))
