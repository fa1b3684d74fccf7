"""What rooms below say in English is written in German where it is shown, by its message and its values."""

import copy
import datetime as dt
import pickle

import pytest

import cxlab as cx
from cxlab.errors import BadFile, MissingColumn, UnknownName, said_by, without_folder
from cxlab.language import told, using
from cxlab.loaders import open_pot
from cxlab.report import parameters
from cxlab.text import Text


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (Text("{column} is {codes}", column="item", codes="A"), "item ist A"),
        (
            Text("{n} field instead of {number}", "{n} fields instead of {number}", n=3, number=5),
            "3 Felder statt 5",
        ),
        (Text("lies after {day}", day=dt.date(2024, 6, 30)), "liegt nach dem 30.06.2024"),
        (Text("{n} row", "{n} rows", n=12345), "12.345 Zeilen"),
    ],
)
def test_values_are_written_as_the_language_writes_them(english, german):
    assert told(english).startswith(str(english)[:4])
    with using("de"):
        assert told(english) == german


def test_shares_and_names_have_a_way_of_their_own():
    share = Text("{linked} of {rows} link to {to} ({share:.1%})", linked=5, rows=8, to="x.id", share=0.625)
    quoted = Text("sheet {name!r}", name="Blatt 1")
    assert (str(share), str(quoted)) == ("5 of 8 link to x.id (62.5%)", "sheet 'Blatt 1'")
    with using("de"):
        assert told(share) == "5 von 8 finden x.id (62,5\u00a0%)"
        assert told(quoted) == "Blatt „Blatt 1“"


def test_a_text_survives_copies_and_processes():
    note = Text.together([Text("no id"), Text("{n} row", "{n} rows", n=2)])
    for again in (copy.deepcopy(note), pickle.loads(pickle.dumps(note))):
        assert again == note
        with using("de"):
            assert told(again) == told(note) == "keine Kennung; 2 Zeilen"


ERRORS = [
    (MissingColumn("nps", ["nsp"]), "Spalte 'nps' gibt es nicht (gesucht in: den Daten); Meinten Sie 'nsp'?"),
    (UnknownName("table", "x", ["customers"]), "Tabelle 'x' gibt es nicht; vorhanden: customers"),
]


@pytest.mark.parametrize(("error", "german"), ERRORS)
def test_an_error_speaks_the_language_that_is_spoken(error, german):
    assert not str(error).startswith(("Spalte", "Tabelle"))
    with using("de"):
        assert german in str(error)


def test_errors_of_files_and_parameters_are_german(tmp_path):
    with pytest.raises(BadFile) as no_file, using("de"):
        cx.read(tmp_path / "x.csv")
    with using("de"):
        assert "x.csv: diese Datei gibt es nicht; der Ordner enthält: nichts" in str(no_file.value)
        spec = parameters.parse('n: Literal["week", "month"] | None = None')
        with pytest.raises(cx.BadParameter, match="erwartet eines von week, month oder nichts, gefunden 'y'"):
            parameters.check(spec, {"n": "y"})


def test_the_folder_of_a_pot_is_in_no_message(tmp_path):
    (tmp_path / "pot.yml").write_text("name: P\ntables: {responses: {file: r.csv}}")
    check = open_pot(tmp_path).check()
    assert "cannot be read: r.csv: no such file" in check.text
    error = BadFile(Text("{path}: {reason}", path=f"{tmp_path}/r.csv", reason=Text("no id")))
    without_folder(error, f"{tmp_path}/")
    assert (str(error), said_by(error).values["path"]) == ("r.csv: no id", "r.csv")


def test_every_note_of_a_column_is_german(tmp_path):
    file = tmp_path / "a.csv"
    rows = (
        f"0{i:04d};1{i % 9}.01.24;Kühl\u00a0{i % 3};{i % 5} €;{-99 if i % 7 == 0 else i % 5}"
        for i in range(60)
    )
    file.write_text("PLZ;Tag;Art;Preis;Note\n" + "\n".join(rows) + "\n", encoding="utf-8")
    notes = cx.read(file).attrs["reading"].notes
    assert len(notes) == 5
    with using("de"):
        shown = [told(note) for note in notes]
    assert shown[0] == "Spalte „PLZ“: bleibt Text: führende Nullen"
    for note in shown:
        assert note.startswith("Spalte „")
        assert not {"read", "kept", "made", "apart"} & set(note.split())


def test_ties_are_german(tmp_path):
    text = "customer_id,event,timestamp\n1,a,2024-01-01\n1,b,2024-01-01\n"
    (tmp_path / "pot.yml").write_text("name: P\ntables: {events: {file: e.csv}}")
    (tmp_path / "e.csv").write_text(text)
    found = [one for one in open_pot(tmp_path).check().findings if "came first" in one.finding]
    with using("de"):
        said = told(found[0].finding)
    assert said.startswith("keine Uhrzeit")
    assert said.endswith("; es entscheidet sequence")


def test_a_text_takes_further_values():
    text = Text("{n} row of {table}", "{n} rows of {table}", n=1, table="a")
    more = text.with_values(n=3)
    assert (more, more.message, more.values) == ("3 rows of a", text.message, {"n": 3, "table": "a"})
    assert text == "1 row of a"
    together = Text.together([text, more])
    assert text.with_values() is text
    assert together.with_values(n=9) is together
