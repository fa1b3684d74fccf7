"""Tables that a batch keeps: exactly what was read, by content, and nothing that could not come back."""

import json
import os

import numpy as np
import pandas as pd
import pytest

from cxlab.loaders import open_pot
from cxlab.loaders.pot import kept_tables
from cxlab.loaders.pot.kept_tables import keeping_tables
from cxlab.loaders.pot.kept_values import NotKept, decoded, encoded
from cxlab.text import Text


@pytest.fixture
def pot(tmp_path):
    folder = tmp_path / "pot"
    folder.mkdir()
    rows = [f"{n},{n % 12},{'' if n % 3 else 'text'},2025-01-{n % 28 + 1:02}" for n in range(40)]
    (folder / "responses.csv").write_text("response_id,nps,area,date\n" + "\n".join(rows) + "\n")
    table = {
        "file": "responses.csv",
        "exclude": {"nps": [11]},
        "values": {"area": {"text": {"en": "A", "de": "B"}}},
    }
    (folder / "pot.yml").write_text(json.dumps({"name": "Pot", "tables": {"responses": table}}))
    return folder


def test_a_kept_table_is_the_one_that_was_read(pot, tmp_path, monkeypatch):
    fresh, check = open_pot(pot).prepared("responses"), open_pot(pot).check(today="2025-02-01")
    with keeping_tables(tmp_path / "kept"):
        first = open_pot(pot).prepared("responses")
        open_pot(pot).check(today="2025-02-01")
        monkeypatch.setattr(kept_tables, "_keep", lambda *_a: pytest.fail("kept again"))
        monkeypatch.setattr(
            "cxlab.loaders.pot.pot_tables.prepare", lambda *_a, **_k: pytest.fail("read again")
        )
        again = open_pot(pot).prepared("responses")
        assert open_pot(pot).check(today="2025-02-01") == check
    for found in (first, again):
        pd.testing.assert_frame_equal(found.frame, fresh.frame, check_exact=True)
        assert found.notes == fresh.notes
        assert [note.reason.message for note in found.notes] == [note.reason.message for note in fresh.notes]
        assert found.reading == fresh.reading
        assert dict(found.frame.attrs) == dict(fresh.frame.attrs)
        assert np.array_equal(found.file_rows, fresh.file_rows)
    assert kept_tables.VARIABLE not in os.environ


def test_other_content_is_read_anew(pot, tmp_path):
    with keeping_tables(tmp_path / "kept"):
        before = len(open_pot(pot)["responses"])
        path = pot / "responses.csv"
        status = path.stat()
        path.write_text(path.read_text().replace("39,3,", "39,11,"))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # as if nothing had been
        assert len(open_pot(pot)["responses"]) == before - 1
        about = json.loads((pot / "pot.yml").read_text())
        about["tables"]["responses"].pop("exclude")
        (pot / "pot.yml").write_text(json.dumps(about))
        assert len(open_pot(pot)["responses"]) == 40


def test_broken_or_foreign_files_are_read_over(pot, tmp_path):
    with keeping_tables(tmp_path / "kept"):
        whole = open_pot(pot)["responses"]
        for path in (tmp_path / "kept").iterdir():
            path.write_bytes(b"PAR1 nothing")
        assert open_pot(pot)["responses"].equals(whole)


def test_what_would_come_back_as_something_else_is_not_kept(pot, tmp_path):
    prepared = open_pot(pot).prepared("responses")
    mixed = prepared.frame.assign(
        area=[1, "a"] * (len(prepared.frame) // 2) + ["b"] * (len(prepared.frame) % 2)
    )
    place = tmp_path / "x"
    with pytest.raises((NotKept, ValueError, TypeError)):
        kept_tables._keep(place, type(prepared)(mixed, prepared.file_rows, (), prepared.reading, {}))
    assert list(tmp_path.glob("x*")) == []
    assert list(tmp_path.glob(".x*")) == []


def test_values_come_back_as_they_are():
    text = Text.together([Text("{n} row", "{n} rows", n=2), Text("a {b}", b=Text("c"))])
    back = decoded(json.loads(json.dumps(encoded({"t": text, 1: [None, (1.5, True)]}))))
    assert back == {"t": text, 1: [None, (1.5, True)]}
    assert back["t"].parts[0].plural == "{n} rows"
    for value in (object(), np.int64(1), {1, 2}, b"x"):
        with pytest.raises(NotKept):
            encoded(value)
    with pytest.raises(KeyError):
        decoded({"cxlab": "Popen", "v": {}})


def test_a_server_is_asked_every_time(pot, tmp_path):
    about = json.loads((pot / "pot.yml").read_text())
    about["tables"]["tickets"] = {"url_from": "NOWHERE_URL", "sql": "select 1"}
    (pot / "pot.yml").write_text(json.dumps(about))
    with keeping_tables(tmp_path / "kept"):
        assert len(open_pot(pot)["responses"])
    assert not (tmp_path / "kept").exists()
