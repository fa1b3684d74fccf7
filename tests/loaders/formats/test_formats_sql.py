"""Tables of a pot that are queries; SQLite stands for every database."""

import sqlite3

import pandas as pd
import pytest

from cxlab.errors import BadFile, BadPot
from cxlab.loaders import open_pot


@pytest.fixture
def pot(tmp_path):
    with sqlite3.connect(tmp_path / "crm.sqlite") as connection:
        connection.execute("create table orders (id, customer text, day text, amount real, mixed)")
        rows = [
            (1, "007", "2024-01-31", 9.5, 1),
            (2, "008", "2024-02-01", None, "x:y"),
            (3, "008", None, 3, None),
        ]
        connection.executemany("insert into orders values (?, ?, ?, ?, ?)", rows)

    def make(entry: str):
        (tmp_path / "pot.yml").write_text(f"name: T\ntables:\n  orders: {{{entry}}}\n", encoding="utf-8")
        return open_pot(tmp_path)

    make.folder = tmp_path
    return make


WRITING = (
    "WITH x AS (SELECT 1) DELETE FROM orders",
    "WITH x AS (SELECT 1) DELETE FROM orders RETURNING *",
    "/* SELECT */ WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone",
    "WITH a AS MATERIALIZED (UPDATE orders SET amount = 0 RETURNING *) SELECT * FROM a",
    "SELECT * INTO copy FROM orders",
    "SELECT * FROM orders FOR UPDATE",
)
QUERY = "sql: 'SELECT id AS order_id, customer AS customer_id, day AS date, amount, mixed FROM orders'"


def test_a_query_on_a_file_of_the_pot(pot):
    opened = pot(f"file: crm.sqlite, {QUERY}")
    orders = opened["orders"]
    assert orders["customer_id"].tolist() == ["007", "008", "008"]
    assert orders["date"].tolist()[:2] == [pd.Timestamp("2024-01-31"), pd.Timestamp("2024-02-01")]
    assert orders["amount"].sum() == 12.5
    assert orders["mixed"].tolist() == ["1", "x:y", None]
    assert opened.check(today="2024-03-01").ok
    assert len(opened.files().loc[0, "sha256"]) == 64


def test_the_address_comes_from_the_environment_and_is_never_shown(pot, monkeypatch):
    monkeypatch.setenv("CRM_URL", f"sqlite:///{pot.folder}/crm.sqlite")
    assert len(pot(f"url_from: CRM_URL, {QUERY}")["orders"]) == 3
    monkeypatch.setenv("CRM_URL", "nodialect://me:s3cret@host/x")
    with pytest.raises(BadFile) as caught:
        _ = pot(f"url_from: CRM_URL, {QUERY}")["orders"]
    assert "s3cret" not in str(caught.value)
    monkeypatch.delenv("CRM_URL")
    with pytest.raises(BadPot, match="CRM_URL is not set"):
        _ = pot(f"url_from: CRM_URL, {QUERY}")["orders"]


def test_a_pot_is_read_never_written(pot):
    for query in ("DROP TABLE orders", "SELECT 1; DROP TABLE orders", "INSERT INTO orders VALUES (1)"):
        with pytest.raises(BadPot, match="SELECT or WITH"):
            pot(f"file: crm.sqlite, sql: '{query}'")
    for query in WRITING:
        with pytest.raises(BadPot, match="only read"):
            pot(f"file: crm.sqlite, sql: {query!r}")
    with sqlite3.connect(pot.folder / "crm.sqlite") as connection:
        assert connection.execute("select count(*) from orders").fetchone() == (3,)


def test_faults_are_told_in_words(pot):
    with pytest.raises(BadFile, match="no such table: nowhere"):
        _ = pot("file: crm.sqlite, sql: 'SELECT * FROM nowhere'")["orders"]
    with pytest.raises(BadFile, match="no rows"):
        _ = pot("file: crm.sqlite, sql: 'SELECT * FROM orders WHERE id > 9'")["orders"]
    with pytest.raises(BadFile, match="no such file"):
        _ = pot("file: other.sqlite, sql: 'SELECT 1'")["orders"]
    with pytest.raises(BadPot, match="in place of file"):
        pot(f"file: crm.sqlite, url_from: CRM_URL, {QUERY}")
    with pytest.raises(BadPot, match="url_from"):
        pot(f"url_from: 'postgresql://me:secret@host/x', {QUERY}")
    with pytest.raises(BadPot, match="inside the pot"):
        pot("file: ../crm.sqlite, sql: 'SELECT 1'")
    with pytest.raises(BadPot, match="did you mean 'zendesk'"):
        pot("file: a.csv, source: zendek")


def test_percent_signs_and_colons_are_part_of_the_query(pot):
    query = "SELECT id AS order_id, ''12:30'' AS clock FROM orders WHERE mixed LIKE ''x:%''"
    frame = pot(f"file: crm.sqlite, sql: '{query}'")["orders"]
    assert frame["order_id"].tolist() == [2]
    assert frame["clock"].tolist() == ["12:30"]
