"""What metrics and loaders say in English is known to the report, so that it can say it in German."""

import ast
import string
from pathlib import Path

import pytest

import cxlab
from cxlab.errors import BadFile, BadParameter, BadPot, MissingColumn, UnknownName
from cxlab.language import using
from cxlab.report.phrases import PHRASES, _pattern, in_language, translated

METRICS = sorted((Path(cxlab.__file__).parent / "metrics").glob("*.py"))


def finished(node):
    """Return a string or f-string of the source with every value in it written as 5."""
    if isinstance(node, ast.Constant):
        return str(node.value).replace("{}", "5")
    return "".join(finished(part) if isinstance(part, ast.Constant) else "5" for part in node.values)


def notes():
    for path in METRICS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add" and len(node.args) > 1:
                texts = [a for a in ast.walk(node.args[1]) if isinstance(a, ast.JoinedStr)] or [
                    a
                    for a in ast.walk(node.args[1])
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                yield from (finished(text) for text in texts)


def test_there_are_notes():
    assert "no valid answers" in set(notes())


def test_every_note_of_a_metric_is_known():
    parts = {part for note in notes() for part in note.split("; ")}
    unknown = [part for part in parts if not any(_pattern(phrase).fullmatch(part) for phrase in PHRASES)]
    assert unknown == [], "add them to cxlab/report/phrases.py"


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("suppressed: n < 5; all weights are 0", "unterdrückt: n < 5; alle Gewichte sind 0"),
        ("age is 0 or 8, declared as missing", "age ist 0 oder 8, als fehlend festgelegt"),
        ("item is A", "item ist A"),
        ("other side: no valid answers", "Vergleichsseite: keine gültigen Antworten"),
        ("3 fields instead of 5", "3 Felder statt 5"),
    ],
)
def test_sentences_with_values(english, german):
    with using("de"):
        assert translated(english) == german
    assert translated(english) == english


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("holds no value in any row", "enthält in keiner Zeile einen Wert"),
        (
            "declared as 1 to 5, but NPS is defined on 0 to 10 only",
            "als 1 bis 5 festgelegt, aber",
        ),
    ],
)
def test_findings_of_a_check_are_german_too(english, german):
    with using("de"):
        assert translated(english).startswith(german)


ERRORS = [
    (MissingColumn("nps", ["nsp"]), "Spalte 'nps' gibt es nicht (gesucht in: den Daten); war 'nsp' gemeint?"),
    (UnknownName("table", "x", ["customers"]), "Tabelle 'x' gibt es nicht; vorhanden: customers"),
    (BadPot("nps_analysis needs table responses; pot 'P' has customers"), "braucht die Tabelle responses"),
    (BadPot("table 'r' (r.csv) does not fit pot.yml:\n  key: the table has no column 'x'; available: id"),
     "passt nicht zu pot.yml:\n  key: Die Tabelle hat keine Spalte 'x'; vorhanden: id"),
    (BadParameter("parameter 'n': expected one of week, month or none, found 'y'"),
     "Parameter 'n': erwartet eines von week, month oder nichts, gefunden 'y'"),
    (BadFile("data/x.csv: no such file; available: a.csv"), "x.csv: diese Datei gibt es nicht; vor"),
    (BadFile("r.csv: 5 column names but no rows; is the export's filter too narrow?"), "Zeilen; ist der"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "german"), ERRORS)
def test_errors_of_a_run_are_told_in_german(error, german):
    english = str(error)
    assert str(in_language(error)) == english
    with using("de"):
        told = in_language(error)
    assert told is error
    assert german in str(told)


def test_what_no_phrase_knows_stays_as_it_is():
    with using("de"):
        assert translated("strange: wholly new; text") == "strange: wholly new; text"


def test_a_phrase_with_a_semicolon_of_its_own_is_found():
    with using("de"):
        for phrase in (phrase for phrase in PHRASES if "; " in phrase):
            values = {name: "7" for _, name, _, _ in string.Formatter().parse(phrase) if name}
            assert translated(phrase.format(**values)) != phrase.format(**values)


def test_ties_and_days_are_german():
    text = "the same moment: of different events of one customer the dates do not say which came first"
    with using("de"):
        said = translated(f"{text}; event_id decides")
        assert translated("lies after 2024-06-30") == "liegt nach dem 30.06.2024"
    assert said.startswith("derselbe Zeitpunkt")
    assert said.endswith("; es entscheidet event_id")


@pytest.mark.parametrize(
    ("note", "german"),
    [
        ("column 'PLZ': kept as text: leading zeros", "Spalte „PLZ“: bleibt Text: führende Nullen"),
        (
            "column 'NP01': -9 (rows: 15) apart from all other values; if codes for no answer: "
            "missing={'NP01': [-9]}",
            "Spalte „NP01“: -9 (Zeilen: 15) liegt weit abseits aller anderen Werte; falls Codes für „keine "
            "Antwort“: missing={'NP01': [-9]}",
        ),
        (
            "no time of day: of different events of one customer the dates do not say which came first; "
            "sequence decides",
            None,
        ),
    ],
)
def test_notes_of_reading_are_german(note, german):
    with using("de"):
        found = translated(note)
    assert found == german if german else "which came first" not in found and "decides" not in found


def test_every_note_of_a_column_is_german(tmp_path):
    file = tmp_path / "a.csv"
    rows = (
        f"0{i:04d};1{i % 9}.01.24;Kühl\u00a0{i % 3};{i % 5} €;{-99 if i % 7 == 0 else i % 5}"
        for i in range(60)
    )
    file.write_text("PLZ;Tag;Art;Preis;Note\n" + "\n".join(rows) + "\n", encoding="utf-8")
    notes = cxlab.read(file).attrs["reading"].notes
    assert len(notes) == 5
    with using("de"):
        for note in notes:
            shown = translated(note)
            assert shown.startswith("Spalte „")
            assert not {"read", "kept", "made", "apart"} & set(shown.split())
