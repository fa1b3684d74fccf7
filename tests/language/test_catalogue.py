"""The German catalogue is complete: nothing missing, nothing stale, every placeholder in its place."""

import re
from string import Formatter

import nbformat
import pytest
from babel.messages.pofile import read_po
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cxlab.language import _, ngettext, using
from cxlab.language.catalogue import catalogue_path
from cxlab.language.extract import collect


@pytest.fixture(scope="module")
def german():
    with catalogue_path("de").open("rb") as file:
        return read_po(file, locale="de", abort_invalid=True)


@pytest.fixture(scope="module")
def said():
    return collect()


def forms(message):
    return list(message) if isinstance(message, tuple | list) else [message]


def placeholders(text):
    return {name for _text, name, _spec, _how in Formatter().parse(text) if name is not None}


def test_every_message_is_in_the_catalogue(german, said):
    known = {message.id for message in german}
    assert [m for m in said if m not in known] == [], "run: make texts"


def test_nothing_in_the_catalogue_is_stale(german, said):
    assert [m.id for m in german if m.id and m.id not in said] == [], "run: make texts"
    assert list(german.obsolete) == []


def test_every_message_is_translated(german):
    assert [m.id for m in german if m.id and not all(forms(m.string))] == []
    assert [m.id for m in german if m.id and m.fuzzy] == []


def test_placeholders_are_the_same(german):
    for message in german:
        if message.id:
            wanted = set().union(*map(placeholders, forms(message.id)))
            for form in forms(message.string):
                assert placeholders(form) <= wanted, message.id
            assert placeholders(forms(message.string)[-1]) == wanted, message.id


NUMBERS = {"two": 2, "second": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
NUMBERS |= {"nine": 9, "ten": 10, "twelve": 12, "twenty": 20, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5}
NUMBERS |= {"sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12, "zwanzig": 20}
DEFINED = {"detractor score (rather than a better one)": {"0", "6"}}
"""What the English names by a word whose definition has numbers, which the German says."""


def numbers_of(text):
    """Return the numbers that a text says of itself, in figures or words, without those of dates and code."""
    plain = re.sub(r"\{[^{}]*\}|`[^`]*`|<[^>]*>|\d\d?\.\d\d?\.\d{4}", " ", text)
    figures = {re.sub(r"[.,\s]", "", one) for one in re.findall(r"\d[\d.,\u00a0]*\d|\d", plain)}
    words = {str(NUMBERS[one]) for one in re.findall(r"\w+", plain.lower()) if one in NUMBERS}
    return figures | words


def test_a_translation_says_no_number_that_the_english_does_not(german):
    """Else a parameter could change and the German sentence would go on saying the old value."""
    assert numbers_of("Nach zwölf Monaten, 1.000 von {n}, bis 31.12.2025 (`x = 3`)") == {"12", "1000"}
    for message in german:
        if message.id:
            said = set().union(*map(numbers_of, forms(message.id))) | {"0"}  # "positive" is "größer als 0"
            for form in forms(message.string):
                assert numbers_of(form) - said <= DEFINED.get(forms(message.id)[0], set()), form


def test_headings_keep_their_level(german):
    for message in german:
        if isinstance(message.id, str) and re.match(r"#+ ", message.id):
            marks = [re.findall(r"^#+ ", text, re.MULTILINE) for text in (message.id, message.string)]
            assert marks[0] == marks[1], message.id


def test_typography(german):
    for message in german:
        if message.id:
            for form in forms(message.string):
                plain = re.sub(r"`[^`]*`|<[^>]*>", "", form)
                assert '"' not in plain, f"German quotation marks are „…“: {form}"
                assert "“" not in form or "„" in form, form
                written = re.sub(r"\{\w+:\.\d%\}|`[^`]*`", "", form)  # what `told` fills in, and code
                assert not re.search(r"\d\.\d+\s?%|\d%| %", written), f"12,3 % with a no-break space: {form}"


def test_the_catalogue_speaks():
    with using("de"):
        assert _("Contents") == "Inhalt"
        assert ngettext("{n} report", "{n} reports", 1) == "{n} Bericht"
        assert ngettext("{n} report", "{n} reports", 0) == "{n} Berichte"
        assert _("never said anywhere") == "never said anywhere"
        assert _("") == ""
    assert _("Contents") == "Contents"


def test_every_kind_of_place_is_searched(tmp_path):
    package, notebooks = tmp_path / "cxlab", tmp_path / "notebooks"
    package.mkdir()
    notebooks.mkdir()
    (package / "a.py").write_text(
        '_("one")\nngettext("a row", "{n} rows", k)\nN_("two")\n_(name)\nother("no")\n'
        "f\"{_('nested')} text\"\n"
    )
    (package / "b.html.j2").write_text('<p>{{ _("three") }}</p>')
    notebook = new_notebook(
        metadata={"cxlab": {"question": "Four?"}},
        cells=[new_markdown_cell("# Five  \n\n\n\nsix"), new_code_cell('report.say(_("seven"))')],
    )
    nbformat.write(notebook, notebooks / "n.ipynb")
    found = collect(package, notebooks)
    assert set(found) == {
        "one",
        ("a row", "{n} rows"),
        "two",
        "nested",
        "three",
        "Four?",
        "# Five\n\nsix",
        "seven",
    }
    assert found["three"] == {"cxlab/b.html.j2"}
    assert found["seven"] == {"notebooks/n.ipynb"}
