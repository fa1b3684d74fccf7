"""A real PostgreSQL server: read, never written to, never waited for too long, its password never shown."""

import contextlib
import os
from pathlib import Path
from urllib.parse import quote

import pytest

from cxlab.errors import BadFile
from cxlab.loaders import open_pot
from cxlab.loaders.formats.sql import open_sql, query_limit

from .server import PASSWORD, lacking, server

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "ok")


@pytest.fixture(scope="module")
def port():
    import psycopg

    with server() as port:
        with psycopg.connect(
            host="127.0.0.1", port=port, user="analyst", password=PASSWORD, dbname="postgres"
        ) as connection:
            connection.execute(
                "create table responses (response_id int, nps int, at timestamptz, paid numeric, "
                "name text, extra jsonb)"
            )
            connection.execute(
                "insert into responses select i, i % 11, timestamptz '2024-01-01 10:00Z' + i * interval '1d',"
                " i * 1.5, 'Frau Meier ' || i, '{\"a\": 1}' from generate_series(1, 60) i"
            )
            connection.execute("create sequence s")
            connection.execute(
                "create function sly() returns int language sql as 'delete from responses returning 1'"
            )
        yield port


@pytest.fixture
def url(port, monkeypatch):
    def make(password=PASSWORD, database="postgres", port=port, user="analyst", options=""):
        text = f"postgresql+psycopg://{user}:{quote(password, safe='')}@127.0.0.1:{port}/{database}{options}"
        monkeypatch.setenv("MY_DB", text)
        return text

    make()
    return make


def rows() -> int:
    return open_sql("SELECT count(*) AS n FROM responses", url_from="MY_DB").raw.columns[0][0].as_py()


def test_a_query_is_read(url):
    opened = open_sql("SELECT * FROM responses WHERE name LIKE 'Frau%' ORDER BY 1", url_from="MY_DB")
    assert opened.raw.names == ["response_id", "nps", "at", "paid", "name", "extra"]
    assert opened.raw.columns[1].to_pylist()[:3] == [1, 2, 3]
    assert opened.where == "database of MY_DB"


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM responses",
        "DELETE FROM responses RETURNING *",
        "WITH x AS (SELECT 1) DELETE FROM responses RETURNING *",
        "WITH gone AS (DELETE FROM responses RETURNING *) SELECT * FROM gone",
        "SELECT * INTO copy FROM responses",
        "SELECT sly()",
        "SELECT nextval('s')",
        "SELECT * FROM responses FOR UPDATE",
        "SELECT 1; COMMIT; DELETE FROM responses",
        "COMMIT; DELETE FROM responses",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "SET TRANSACTION READ WRITE",
        "COPY responses TO PROGRAM 'true'",
    ],
)
def test_the_server_refuses_even_what_the_parser_let_through(url, monkeypatch, query):
    monkeypatch.setattr("cxlab.loaders.formats.sql.fault_of", lambda query: "")
    with pytest.raises(BadFile, match="database of MY_DB"):
        open_sql(query, url_from="MY_DB")
    assert rows() == 60


def test_what_a_read_only_transaction_lets_through_is_rolled_back(url):
    """A large object may be made in one up to PostgreSQL 15."""
    with contextlib.suppress(BadFile):
        open_sql("SELECT lo_create(0)", url_from="MY_DB")
    left = open_sql("SELECT count(*) AS n FROM pg_largeobject_metadata", url_from="MY_DB")
    assert left.raw.columns[0].to_pylist() == [0]


def test_a_query_that_never_ends_is_ended_here_and_on_the_server(url):
    endless = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT count(*) AS n FROM r"
    for query in (endless, "SELECT pg_sleep(600)"):
        with query_limit(0.5), pytest.raises(BadFile, match="longer than"):
            open_sql(query, url_from="MY_DB")
    busy = "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
    assert open_sql(busy, url_from="MY_DB").raw.columns[0].to_pylist() == [0]


def test_a_server_that_never_answers_is_not_waited_for(url):
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url(port=silent.getsockname()[1])
        with query_limit(0.5), pytest.raises(BadFile, match="longer than"):
            open_sql("SELECT 1 AS a", url_from="MY_DB")


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"password": "wr0ng/SECRET"}, "refuses the user or the password"),
        ({"database": "SECRET"}, "no such database"),
        ({"user": "nobody SECRET"}, "refuses the user or the password"),
        ({"port": 1}, "nobody listens"),
        ({"options": "?sslmode=require"}, "encryption"),
        ({"options": "?sslmode=SECRET"}, "MY_DB"),
        ({"options": "?nonsense=SECRET"}, "MY_DB"),
    ],
)
def test_why_it_cannot_be_reached_is_told_without_a_secret(url, changes, cause, caplog):
    url(**changes)
    with caplog.at_level(0), pytest.raises(BadFile, match=cause) as caught:
        open_sql("SELECT 1 AS a", url_from="MY_DB")
    shown = str(caught.value) + caplog.text
    assert not any(word in shown for word in ("SECRET", PASSWORD, quote(PASSWORD, safe=""), "s3cret", "W0rd"))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * FROM nowhere", 'relation "nowhere" does not exist'),
        ("SELECT nps::inet FROM responses", "cannot cast type integer to inet"),
        ("SELECT name::int FROM responses", "an error of the database (22P02)"),
        ("SELECT to_date(name, 'YYYY') FROM responses", "an error of the database"),
        (f'SELECT * FROM "{PASSWORD}"', "an error of the database (42P01)"),
    ],
)
def test_a_refused_query_is_told_without_a_value_or_a_secret(url, query, told):
    with pytest.raises(BadFile) as caught:
        open_sql(query, url_from="MY_DB")
    assert told in str(caught.value)
    assert "Meier" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    "query", ["SELECT response_id, nps, at AS date FROM responses", "SELECT * FROM nowhere"]
)
def test_a_report_of_a_database_holds_no_piece_of_its_address(url, tmp_path, query):
    from cxlab import report

    url()
    (tmp_path / "pot.yml").write_text(
        f"name: T\ntables:\n  responses:\n    url_from: MY_DB\n    sql: {query}\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    result = report.run("data_pot_check", pot=tmp_path, output=out)
    written = b"".join(path.read_bytes() for path in Path(out).rglob("*") if path.is_file()).decode("latin-1")
    for secret in (PASSWORD, quote(PASSWORD, safe=""), "s3cret", os.environ["MY_DB"]):
        assert secret not in written
        assert secret not in result.error
        assert secret not in open_pot(tmp_path).check().text


def test_what_the_database_calls_a_time_is_one(url):
    frame_type = open_sql("SELECT at, paid FROM responses", url_from="MY_DB").raw.columns
    assert str(frame_type[0].type).startswith("timestamp[us")
    assert str(frame_type[1].type).startswith("decimal128")
