"""A query of a pot never changes a database, never leaves it, ends in time, shows no secret and no value."""

import hashlib
import sqlite3

import duckdb
import pytest

from cxlab.errors import BadFile, BadPot, CxError
from cxlab.loaders.formats.sql import fault_of, open_sql, query_limit
from cxlab.loaders.formats.sql import sqlite as sqlite_room
from cxlab.loaders.formats.sql.deadline import VARIABLE, query_seconds

ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT count(*) AS n FROM r"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return both databases as bytes: making them takes longer than copying them."""
    place = tmp_path_factory.mktemp("made")
    with sqlite3.connect(place / "a.db") as connection:
        connection.execute("create table t (id integer, name text)")
        connection.executemany("insert into t values (?, ?)", [(i, f"Frau Meier {i}") for i in range(60)])
        connection.execute("create virtual table f using fts5(body)")
        connection.execute("insert into f values ('a late parcel')")
    connection.close()
    with duckdb.connect(str(place / "a.duckdb")) as connection:
        connection.execute(
            "create table t as select range::int id, 'Frau Meier ' || range as name from range(60)"
        )
        connection.execute("create type mood as enum ('good', 'bad')")
        connection.execute("create table m as select 'good'::mood as mood, 1.50::decimal(5,2) as price")
        connection.execute("create sequence s")
        connection.execute("create view outside as select * from glob('/*')")
    return {path.name: path.read_bytes() for path in place.iterdir()}


@pytest.fixture
def folder(made, tmp_path):
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def state(folder):
    """Every file of a folder by its name and what it holds."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def refuse_nothing(monkeypatch):
    """Take the first lock away, so that the second has to hold alone."""
    monkeypatch.setattr("cxlab.loaders.formats.sql.fault_of", lambda query: "")


WRITES = [
    "DELETE FROM t",
    "DELETE FROM t RETURNING *",
    "WITH x AS (SELECT 1) DELETE FROM t RETURNING *",
    "UPDATE t SET id = 0 RETURNING id",
    "INSERT INTO t VALUES (1, 'x') RETURNING id",
    "DROP TABLE t",
    "CREATE TABLE u AS SELECT * FROM t",
    "ATTACH 'other.db' AS o",
    "SELECT 1; DELETE FROM t",
    "BEGIN; DELETE FROM t; COMMIT",
]
ONLY_SQLITE = [
    "CREATE TEMP TABLE u AS SELECT * FROM t",
    "REPLACE INTO t VALUES (1, 'x')",
    "PRAGMA query_only = OFF",
    "UPDATE sqlite_master SET sql = '' RETURNING 1",
    "PRAGMA journal_mode = WAL",
    "PRAGMA user_version = 7",
    "VACUUM",
    "VACUUM INTO 'copy.db'",
    "REINDEX",
    "ANALYZE",
    "SELECT load_extension('x')",
    "SELECT writefile('copy.db', 'y')",
    "SELECT readfile('secret.txt')",
    "SELECT edit('a', 'touch copy.db')",
    "SELECT fts3_tokenizer('simple', x'00')",
    "SELECT * FROM pragma_journal_mode('wal')",
    "SELECT * FROM pragma_optimize",
    "WITH x AS (SELECT 1) INSERT INTO f(f) VALUES ('rebuild')",
    "WITH x AS (SELECT 1) REPLACE INTO t SELECT 1, 'a'",
    "SELECT randomblob(2000000000)",
    "SELECT replace(hex(zeroblob(8000000)), '0', 'aaaaaaaaaa')",
    'SELECT * FROM "secret.txt"',
]
ONLY_DUCKDB = [
    "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x",
    "SELECT nextval('s')",
    "SELECT * FROM read_text('{folder}/secret.txt')",
    "SELECT * FROM read_csv('{folder}/secret.txt')",
    "SELECT * FROM '{folder}/secret.csv'",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM sniff_csv('{folder}/secret.txt')",
    "SELECT * FROM sqlite_scan('{folder}/a.db', 't')",
    "COPY t TO '{folder}/copy.csv'",
    "SET memory_limit = '90GB'",
    "INSTALL httpfs",
    "EXPORT DATABASE '{folder}/out'",
    "SELECT * FROM query('SELECT * FROM read_text(''{folder}/secret.txt'')')",
    "SELECT * FROM query('DROP TABLE t')",
    "SELECT * FROM query_table('{folder}/secret.csv')",
    "SELECT * FROM read_blob(['{folder}/secret.txt'])",
    "SELECT * FROM parquet_metadata('{folder}/secret.txt')",
    "SELECT * FROM read_text('~/.bashrc')",
    "SELECT * FROM 'file://{folder}/secret.csv'",
    "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
    "SELECT * FROM which_secret('s3://x', 's3')",
    "SELECT * FROM outside",
    "CHECKPOINT",
]


@pytest.mark.parametrize(
    ("name", "query"),
    [("a.db", query) for query in WRITES + ONLY_SQLITE]
    + [("a.duckdb", query) for query in WRITES + ONLY_DUCKDB],
)
def test_the_database_refuses_even_what_the_parser_let_through(folder, monkeypatch, name, query):
    monkeypatch.chdir(folder)
    refuse_nothing(monkeypatch)
    (folder / "secret.txt").write_text("a,b\n1,2\n")
    (folder / "secret.csv").write_text("a,b\n1,2\n")
    before = state(folder)
    with pytest.raises(BadFile):
        open_sql(query.format(folder=folder), file=folder / name)
    assert state(folder) == before


@pytest.mark.parametrize("options", ["", "?mode=rwc", "?uri=true&mode=rwc", "?timeout=5"])
@pytest.mark.parametrize("name", ["a.db", "a.duckdb"])
def test_a_file_named_by_an_address_is_opened_for_reading_too(folder, monkeypatch, name, options):
    refuse_nothing(monkeypatch)
    scheme = "sqlite" if name == "a.db" else "duckdb"
    monkeypatch.setenv("MY_DB", f"{scheme}:///{folder / name}{options}")
    before = state(folder)
    assert len(open_sql("SELECT * FROM t", url_from="MY_DB").raw.columns[0]) == 60
    with pytest.raises(BadFile):
        open_sql("WITH x AS (SELECT 1) DELETE FROM t RETURNING *", url_from="MY_DB")
    assert state(folder) == before
    monkeypatch.setenv("MY_DB", f"{scheme}:///{folder / 'new.db'}{options}")
    with pytest.raises(BadFile, match="not there"):
        open_sql("SELECT 1", url_from="MY_DB")
    assert state(folder) == before


READS = [
    "SELECT * FROM t",
    "  -- all\n (SELECT id FROM t) UNION SELECT id FROM t;  ",
    "/* DROP TABLE t; */ SELECT 'DELETE FROM t; DROP' AS x, \"update\" FROM t",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "SELECT TOP 5 `insert` FROM [delete]",
    "SELECT count(update), replace(a, 'b', 'c'), insert(a, 1, 2, 'x') FROM t",
    "SELECT updated, created, delete FROM t",
    "SELECT substr(a FROM 1 FOR 2) FROM t",
    "SELECT $$; DROP TABLE t$$ AS x",
    "SELECT a FROM t FOR SYSTEM_TIME AS OF '2024-01-01'",
]
NOT_ONE = [
    "",
    ";",
    "SELECT",
    "VALUES (1)",
    "PRAGMA user_version",
    "EXPLAIN SELECT 1",
    "SELECT 1;; SELECT 2",
    "SELECT 1; -- x\n SELECT 2",
    "SELECT 1 /*! INTO OUTFILE '/x' */",
    "SELECT 1 INTO OUTFILE '/x'",
    "SELECT a INTO b FROM t",
    "SELECT * FROM t FOR UPDATE",
    "SELECT * FROM t FOR NO KEY UPDATE",
    "select * from t for share",
    "with x as (\n--c\ninsert into t values (1) returning *) select * from x",
    "WITH x AS NOT MATERIALIZED (/**/ update t set a = 1 returning *) SELECT * FROM x",
    "WITH x AS (SELECT 1) MERGE INTO t USING x ON true WHEN MATCHED THEN DELETE",
    "WITH x AS (SELECT 1) UPDATE t SET a = 1",
    "SELECT 1 \0; DELETE FROM t",
    "SELECT " + "1, " * 10_000 + "1",
    "SELECT " + "(" * 9000,
    "SELECT " + "(" * 9000 + "1" + ")" * 9000,
    "SELECT " + "f([" * 6000,
]


@pytest.mark.parametrize("query", READS)
def test_a_query_that_reads_is_taken(query):
    assert fault_of(query) == ""


BEHIND = [";", ";;; --", "; -- x\n;", " ;/* y */;\t", " -- ü;\n;; --ö"]


@pytest.mark.parametrize("name", ["a.db", "a.duckdb"])
@pytest.mark.parametrize("behind", BEHIND)
def test_semicolons_and_comments_behind_a_query_are_no_second_one(folder, name, behind):
    found = open_sql(f"SELECT id, 'a;b' AS ü FROM t -- all\n{behind}", file=folder / name)
    assert found.raw.names == ["id", "ü"]
    assert len(found.raw.columns[0]) == 60


def test_a_query_that_needs_too_much_memory_is_refused_in_a_line(folder, monkeypatch):
    def full(*_given):
        raise MemoryError

    monkeypatch.setattr(sqlite_room, "fetch", full)
    with pytest.raises(BadFile, match="more memory than there is"):
        open_sql("SELECT * FROM t", file=folder / "a.db")


@pytest.mark.parametrize("query", NOT_ONE[3:])
def test_what_is_not_one_reading_query_is_refused(query):
    assert "must" in fault_of(query)


def test_nothing_is_no_query():
    assert all("SELECT or WITH" in fault_of(query) for query in NOT_ONE[:2])


def test_duckdb_files_keep_their_types(folder):
    opened = open_sql("SELECT * FROM m", file=folder / "a.duckdb")
    assert opened.raw.names == ["mood", "price"]
    assert [str(column.type) for column in opened.raw.columns] == ["string", "decimal128(5, 2)"]


def test_a_full_text_index_can_be_read(folder):
    found = open_sql("SELECT body FROM f WHERE f MATCH 'parcel'", file=folder / "a.db")
    assert found.raw.columns[0].to_pylist() == ["a late parcel"]


def test_sql_on_another_kind_of_file(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadFile, match="leave sql: out"):
        open_sql("SELECT 1", file=tmp_path / "a.csv")


@pytest.mark.parametrize("kept", [("wal",), ("wal", "shm"), ()])
def test_a_write_ahead_log_is_read_and_nothing_is_made_beside_it(tmp_path, kept):
    """A database that was copied while it was open: its log may be there, and its index or not."""
    work = tmp_path / "work"
    work.mkdir()
    writer = sqlite3.connect(work / "a.db")
    writer.execute("pragma journal_mode = wal")
    writer.execute("pragma wal_autocheckpoint = 0")
    writer.execute("create table t (x)")
    writer.execute("insert into t values (1)")
    writer.commit()
    writer.execute("pragma wal_checkpoint(truncate)")
    writer.execute("insert into t values (2)")
    writer.commit()
    place = tmp_path / "pot"
    place.mkdir()
    for end in ("", *(f"-{end}" for end in kept)):
        (place / f"a.db{end}").write_bytes((work / f"a.db{end}").read_bytes())
    writer.close()
    names = set(state(place))
    found = open_sql("SELECT x FROM t ORDER BY x", file=place / "a.db").raw.columns[0].to_pylist()
    assert found == ([1, 2] if kept else [1])
    assert set(state(place)) == names


@pytest.mark.parametrize("name", ["a.db", "a.duckdb"])
def test_a_query_that_never_ends_is_ended(folder, name):
    with query_limit(0.3), pytest.raises(BadFile, match=r"longer than the 0\.3 seconds"):
        open_sql(ENDLESS, file=folder / name)


def test_the_limit_is_kept_by_processes_started_meanwhile(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with query_limit(7):
        assert query_seconds() == 7
        with query_limit(3):
            assert query_seconds() == 3
        assert query_seconds() == 7
    assert query_seconds() == 600
    for wrong in ("soon", "-1", "nan", "inf"):
        monkeypatch.setenv(VARIABLE, wrong)
        assert query_seconds() == 600


@pytest.mark.parametrize("name", ["a.db", "a.duckdb"])
def test_a_query_of_too_many_rows_or_bytes_is_refused_while_it_comes(folder, monkeypatch, name):
    monkeypatch.setattr("cxlab.loaders.formats.sql.fetch.MAX_ROWS", 1000)
    monkeypatch.setattr("cxlab.loaders.formats.sql.fetch.MAX_BYTES", 1_000_000)
    many = "SELECT a.id FROM t a, t b, t c"  # 216,000
    long = f"SELECT replace('{'x' * 1000}', 'x', name || name || name || name || name) AS x FROM t"
    for query in (many, long):
        with pytest.raises(BadFile, match="gives more than"):
            open_sql(query, file=folder / name)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("a.db", "SELECT json_extract(name, '$.a') FROM t"),
        ("a.db", "SELECT json_extract('{}', name) FROM t"),
        ("a.db", "SELECT * FROM f WHERE f MATCH (SELECT name || '\"' FROM t)"),
        ("a.db", "SELECT abs(-9223372036854775808) FROM t"),
        ("a.duckdb", "SELECT name::int FROM t"),
        ("a.duckdb", "SELECT strptime(name, '%Y') FROM t"),
        ("a.duckdb", "SELECT error(name) FROM t"),
        ("a.duckdb", "SELECT json_extract(name, '$.a') FROM t"),
    ],
)
def test_an_error_never_quotes_a_value(folder, name, query):
    with pytest.raises(CxError) as caught:
        open_sql(query, file=folder / name)
    assert "Meier" not in str(caught.value)


def test_bytes_that_are_no_text_do_not_fail(folder):
    with sqlite3.connect(folder / "a.db") as connection:
        connection.execute("insert into t values (99, cast(x'4DFC6C6C6572' as text))")
    connection.close()
    found = open_sql("SELECT name FROM t WHERE id = 99", file=folder / "a.db").raw.columns[0].to_pylist()
    assert found == ["M\ufffdller"]


def test_a_damaged_database_is_told(folder, monkeypatch):
    for name in ("a.db", "a.duckdb"):
        path = folder / name
        path.write_bytes(path.read_bytes()[:100] + b"\xff" * 5000)
        with pytest.raises(BadFile, match="query failed"):
            open_sql("SELECT * FROM t", file=path)
    assert sqlite_room.LONGEST_VALUE > 1_000_000


URLS = [
    "postgresql://bob:pa@ss:w0rdSECRET@dbhost/x",
    "postgresql://bob:pw@host:54SECRETx/x",
    "postgresql://bob:SECRET@[::1/x",
    "postgresql+psycopg://bob:SE/CRET@127.0.0.1:1/SECRET?connect_timeout=SECRET",
    "postgresql+psycopg://bob:SECRET@127.0.0.1:1/x",
    "postgresql+psycopg://bob:SECRET@no-such-host.invalid/x",
    "postgresql+psycopg://bob:SECRET@127.0.0.1:1/x?sslmode=SECRET",
    "postgresql+nodriver://bob:SECRET@host/x",
    "sqlite:///a.db?timeout=SECRET",
    "sqlite:///SECRET.db",
    "sqlite://",
    "duckdb:///SECRET",
    "SECRET",
    "://SECRET",
    "mysql+SECRET://x",
    "postgresql+psycopg://bob:SECRET\x00@h/x",
]


@pytest.mark.parametrize("url", [url for url in URLS if "\0" not in url])
def test_a_mistyped_address_shows_no_part_of_itself(url, monkeypatch, caplog, capfd):
    monkeypatch.setenv("MY_DB", url)
    with caplog.at_level(0), pytest.raises(BadFile, match="MY_DB") as caught:
        open_sql("SELECT 1 AS a", url_from="MY_DB")
    shown = "".join([str(caught.value), repr(caught.value.args), caplog.text, *capfd.readouterr()])
    assert "SECRET" not in shown
    assert "bob" not in shown


def test_an_address_that_is_not_set(monkeypatch):
    monkeypatch.delenv("MY_DB", raising=False)
    with pytest.raises(BadPot, match="MY_DB is not set"):
        open_sql("SELECT 1", url_from="MY_DB")
