"""A raw personal value is found however a page writes it; what many share and what any text says is not."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from cxlab.loaders import open_pot
from cxlab.loaders.privacy import find_leaks
from cxlab.loaders.privacy.canonical import canonical, dates_in, numbers_in
from cxlab.report.leaks import leak_in

PEOPLE = """\
customer_id,last_name,email,birth_date,customer_number,short_no,city,salutation
K1,Zumkeller,vip@firma.example,1980-05-03,1000007,4711,Kleve,Frau
K2,Tiedtké,td@firma.example,1971-12-24,1000020,4712,Kleve,Herr
K3,Münstermann,mm@firma.example,1990-01-31,1000033,4713,Kleve,Frau
K4,O'Hanrahan,oh@firma.example,1965-07-04,1000046,4714,Kleve,Frau
K5,Straßmeier,sm@firma.example,1988-02-29,1000059,4715,Kleve,Frau
K6,Łukaszewicz,lk@firma.example,1977-09-09,1000072,4716,Emmerich,Frau
"""
PERSONAL = [
    "last_name",
    "email",
    "birth_date",
    "customer_number",
    "short_no",
    "city",
    "salutation",
]


@pytest.fixture(scope="module")
def pot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pot")
    # One customer wrote seven times: rows are not people.
    rows = PEOPLE + PEOPLE.splitlines()[1] + "\n" + (PEOPLE.splitlines()[1] + "\n") * 6
    (folder / "c.csv").write_text(rows, encoding="utf-8")
    tables = {"answers": {"file": "c.csv", "personal": PERSONAL}}
    (folder / "pot.yml").write_text(json.dumps({"name": "P", "tables": tables}), encoding="utf-8")
    return open_pot(folder)


def columns(text, pot, **more):
    return {leak.column for leak in find_leaks(text, pot, **more)}


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("ZUMKELLER was here", "last_name"),
        ("vip (at) firma punkt example", "email"),
        ("vip at firma dot example", "email"),
        ("mailto:vip%40firma.example", "email"),
        ("born 19800503", "birth_date"),
        ("\uff11\uff10\uff10\uff10\uff10\uff10\uff17", "customer_number"),
        ("Zumkellers Antwort", "last_name"),
        ("Zum\u00adkeller", "last_name"),
        ("Tiedtke", "last_name"),
        ("Tiedtke\u0301", "last_name"),
        ("Muenstermann", "last_name"),
        ("MUNSTERMANN", "last_name"),
        ("o\u2019hanrahan", "last_name"),
        ("Strassmeier", "last_name"),
        ("Lukaszewicz", "last_name"),
        ("write to vip@firma.example", "email"),
        ("1,000,007", "customer_number"),
        ("1.000.020", "customer_number"),
        ("1 000 033", "customer_number"),
        ("1\u202f000\u202f046", "customer_number"),
        ("1'000'059", "customer_number"),
        ("1000072.0", "customer_number"),
        ("1,000,007.00", "customer_number"),
        ("03.05.1980", "birth_date"),
        ("3.5.80", "birth_date"),
        ("5/3/1980", "birth_date"),
        ("1980/05/03", "birth_date"),
        ("3. Mai 1980", "birth_date"),
        ("May 3, 1980", "birth_date"),
        ("3rd of May 1980", "birth_date"),
        ("31. Jänner 1990", "birth_date"),
        ("24 Dec. 1971", "birth_date"),
        ("Short no | 4711 |", "short_no"),
        ("short_no: 4712", "short_no"),
    ],
)
def test_values_are_found_in_every_spelling(pot, text, column):
    assert columns(text, pot) == {column}


@pytest.mark.parametrize(
    "text",
    [
        "4711 answers of 4712",  # a number that short may be a count
        "Kleve is where most live",  # five people share it
        "Frau und Herr",
        "3 May 1981, 1980, May 1980",
        "1,000,008 kWh or 100,000,7",
        "The Zumkell family and Tied Tke",
    ],
)
def test_what_tells_nobody_apart_is_left_alone(pot, text):
    assert not columns(text, pot)


def test_a_name_is_found_with_its_surname_first(tmp_path):
    (tmp_path / "c.csv").write_text("customer_id,full_name\nK1,Anna-Lena Krämer-Vogt\n", encoding="utf-8")
    tables = {"answers": {"file": "c.csv", "personal": ["full_name"]}}
    (tmp_path / "pot.yml").write_text(json.dumps({"name": "P", "tables": tables}), encoding="utf-8")
    own = open_pot(tmp_path)
    assert columns("Kraemer-Vogt, Anna-Lena", own) == {"full_name"}
    assert not columns("Anna-Lena Vogt", own)


def test_a_town_of_one_person_is_found(pot):
    assert columns("Emmerich", pot) == {"city"}


def notebook(*outputs):
    cell = new_code_cell("x", outputs=list(outputs))
    return nbformat.from_dict(new_notebook(cells=[cell]))


def picture(kind, data, **kept):
    return new_output("display_data", data={kind: data}, metadata={kind: kept} if kept else {})


def test_words_in_attributes_and_across_tags_are_looked_through(pot):
    for page in (
        "<p>Zum<b>kel</b>ler</p>",
        '<img src="data:x" alt="Zumkeller leads">',
        '<td title="Zumkeller">x</td>',
        "<h2>Zumk&#101;ller</h2>",
        "<td>1<wbr>000<wbr>007</td>",
    ):
        assert leak_in(page, [], pot, notebook()).kind == "leak", page
    assert leak_in("<p>Nobody</p>", [], pot, notebook()) is None


def test_words_drawn_by_anything_are_looked_through(pot):
    drawn = "<svg><!-- Zumkeller --><g><path d='M0 0'/></g></svg>"
    assert leak_in("", [], pot, notebook(picture("image/svg+xml", drawn))).kind == "leak"
    written = "<svg><text>Tiedtke</text></svg>"
    assert leak_in("", [], pot, notebook(picture("image/svg+xml", written))).kind == "leak"
    assert leak_in("", [], pot, notebook(picture("image/png", "AAAA", words=["Straßmeier"]))).kind == "leak"


def test_a_picture_whose_words_nobody_kept_is_refused(pot):
    refused = leak_in("", [], pot, notebook(picture("image/png", "AAAA")))
    assert (refused.kind, refused.message) == ("unread", "1")
    assert leak_in("", [], pot, notebook(picture("image/jpeg", "AAAA"))).kind == "unread"
    assert leak_in("", [], pot, notebook(picture("image/png", "AAAA", words=[]))) is None


def test_recorded_results_are_looked_through(pot):
    assert leak_in("", [{"group": "Zumkeller", "n": 5}], pot, notebook()).kind == "leak"


def test_forms():
    assert canonical("Ångström") == canonical("ANGSTROM")
    assert dates_in("31.02.1980") == set()
    assert "1234567" in numbers_in("EUR 1.234.567,89")
    assert numbers_in("no number") == set()


def test_of_a_comment_with_an_address_the_address_counts(tmp_path):
    """Two customers begin alike: what one wrote with an address does not keep the other off the page."""
    said = "On the website no telephone number is to be found, only adverts."
    rows = f"customer_id,verbatim\nK1,{said}\nK2,{said} I am anna.kramer@firma.example\n"
    (tmp_path / "c.csv").write_text(rows.replace(", only", " only"), encoding="utf-8")
    tables = {"answers": {"file": "c.csv", "personal": ["verbatim"]}}
    (tmp_path / "pot.yml").write_text(json.dumps({"name": "P", "tables": tables}), encoding="utf-8")
    pot = open_pot(tmp_path)
    assert columns(said.replace(", only", " only"), pot) == set()
    assert columns(f"{said} I am [e-mail]".replace(", only", " only"), pot) == set()
    assert columns("anna.kramer (at) firma punkt example", pot) == {"verbatim"}


def test_a_comment_counts_as_the_page_writes_it(tmp_path):
    """In capitals an everyday word may look like a name; the page shows what another customer wrote."""
    rows = "customer_id,verbatim\nK1,BERATER WECHSELT JEDES JAHR\nK2,Berater wechselt jedes Jahr\n"
    (tmp_path / "c.csv").write_text(rows, encoding="utf-8")
    tables = {"answers": {"file": "c.csv", "personal": ["verbatim"]}}
    (tmp_path / "pot.yml").write_text(json.dumps({"name": "P", "tables": tables}), encoding="utf-8")
    assert columns("“Berater wechselt jedes Jahr”", open_pot(tmp_path)) == set()
    rows = "customer_id,verbatim\nK1,Frau Zumkeller war da\nK2,frau zumkeller war da\n"
    (tmp_path / "c.csv").write_text(rows, encoding="utf-8")
    assert columns("“Frau Zumkeller war da”", open_pot(tmp_path)) == {"verbatim"}


def test_a_street_called_like_a_channel_is_not_taken_for_a_count_beside_it(tmp_path):
    rows = "customer_id,street,channel\nK1,Marktplatz 2,Marktplatz\nK2,Lindenallee 2,Online\n"
    (tmp_path / "c.csv").write_text(rows, encoding="utf-8")
    tables = {"customers": {"file": "c.csv", "personal": ["street"], "segments": ["channel"]}}
    (tmp_path / "pot.yml").write_text(json.dumps({"name": "P", "tables": tables}), encoding="utf-8")
    pot = open_pot(tmp_path)
    assert columns("Marktplatz 2,3 %", pot) == set()
    assert columns("Lindenallee 2", pot) == {"street"}
