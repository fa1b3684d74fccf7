"""The slides of a report, opened again, in the plain look and in a company's."""

import zipfile
from io import BytesIO

import pytest

from cxlab.errors import BadParameter
from cxlab.language import using
from cxlab.report.formats import check_master, written
from cxlab.report.formats.finding_slide import figure_of
from cxlab.report.formats.texts import texts_in

pptx = pytest.importorskip("pptx")


@pytest.fixture(scope="module")
def content(document):
    with using("de"):
        return written("pptx", document)


@pytest.fixture(scope="module")
def deck(content):
    return pptx.Presentation(BytesIO(content))


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """A company's template: another size, a layout of its own with a logo, a slide that must not stay."""
    path = tmp_path_factory.mktemp("company") / "Vorlage Nordlicht.potx"
    made, buffer = pptx.Presentation(), BytesIO()
    made.slide_layouts[5].placeholders[0].text = "Firma"
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "Beispielfolie"
    made.save(buffer)
    with zipfile.ZipFile(buffer) as packed, zipfile.ZipFile(path, "w") as copied:
        for name in packed.namelist():
            kind = packed.read(name)
            if name == "[Content_Types].xml":
                kind = kind.replace(b"presentation.main+xml", b"template.main+xml")
            copied.writestr(name, kind)
    return path


def titles(deck):
    return [slide.shapes.title.text for slide in deck.slides]


def pictures(slide):
    return [shape for shape in slide.shapes if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE]


def test_title_in_short_findings_actions_appendix(deck, document):
    told = titles(deck)
    assert told[:2] == ["Wie gern empfehlen uns Kunden?", "Das Wichtigste"]
    assert told[2].startswith("Der Rückgang kommt aus der Zusammensetzung")
    assert told[3] == "Kleingewerbe liegt mit −16 fast 40 Punkte unter den übrigen."
    figures = {figure_of(document, row) for row in document.findings}
    assert told[2 + len(figures)] == "Was ist zu tun?"
    assert told[-1] == "So wurde gerechnet"


def test_a_finding_stands_with_its_figure_and_what_to_do(deck):
    slide = next(one for one in deck.slides if one.shapes.title.text.startswith("Kleingewerbe liegt"))
    [picture] = pictures(slide)
    described = picture._element.xpath(".//p:cNvPr")[0].get("descr")
    assert described.startswith("Kleingewerbe liegt 39 Punkte unter den übrigen.")
    said = texts_in_slide(slide)
    assert "Abrechnung und Ansprechpartner prüfen" in said
    assert "bis +5,4 Punkte" in said
    assert "Vertrieb" in said
    assert described in slide.notes_slide.notes_text_frame.text


def texts_in_slide(slide):
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_findings_of_one_figure_share_its_slide(deck, document):
    rows = [row for row in document.findings if figure_of(document, row)]
    shared = [
        row for row in rows if [figure_of(document, one) for one in rows].count(figure_of(document, row)) > 1
    ]
    texts = [
        "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in deck.slides
        if pictures(slide)
    ]
    assert len(shared) == 2
    assert [all(row["sentence"] in text for row in shared) for text in texts].count(True) == 1


def test_the_headline_has_its_history_as_a_chart(deck):
    slide = deck.slides[1]
    [chart] = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert list(chart.plots[0].categories) == ["2023", "2024", "2025"]
    assert [tuple(one.values) for one in chart.plots[0].series] == [(25.5, 20.3, 14.6), (20.0, 20.0, 20.0)]
    assert chart.value_axis.minimum_scale <= 9.7
    assert chart.value_axis.maximum_scale >= 32
    assert "Ziel 20: verfehlt" in texts_in_slide(slide)


def test_nothing_runs_off_a_slide(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_foot_is_at_the_foot(deck):
    for slide in list(deck.slides)[1:]:
        feet = [shape for shape in slide.placeholders if shape.placeholder_format.type in (13, 15)]
        assert len(feet) == 2
        assert all(shape.top > deck.slide_height * 0.9 for shape in feet)
        assert "Flughafen" in "".join(shape.text_frame.text for shape in feet)


def test_no_slide_has_an_empty_place(deck):
    for slide in deck.slides:
        assert all(
            shape.text_frame.text.strip()
            for shape in slide.placeholders
            if shape.placeholder_format.type not in (13, 15, 16)
        )


def test_the_last_look_sees_titles_notes_and_descriptions(content, deck):
    seen = texts_in(content)
    assert all(title in seen for title in titles(deck))
    assert "Abrechnung und Ansprechpartner prüfen" in seen
    assert "Kleingewerbe liegt 39 Punkte" in seen


def test_slides_take_the_look_of_a_company(document, master):
    assert check_master(master, ["pptx"]) == master
    with using("de"):
        deck = pptx.Presentation(BytesIO(written("pptx", document, master=master)))
    assert deck.slide_width == 9144000
    assert "Beispielfolie" not in titles(deck)
    assert titles(deck)[0] == "Wie gern empfehlen uns Kunden?"
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Slide", "Title Only"}


def test_a_master_that_is_none_is_refused(tmp_path, master):
    (tmp_path / "a.potx").write_text("no presentation")
    with pytest.raises(BadParameter, match="is no presentation; name a"):
        check_master(tmp_path / "a.potx", ["pptx"])
    with pytest.raises(BadParameter, match="no such file"):
        check_master(tmp_path / "b.potx", ["pptx"])
    with pytest.raises(BadParameter, match="a master is for slides"):
        check_master(master, ["pdf"])


def test_rows_whose_texts_run_on_leave_room_for_themselves():
    from cxlab.report.formats.master import Box
    from cxlab.report.formats.slide_parts import tables_that_fit

    box = Box(0, 0, 10_000_000, 5_000_000)
    short, long = ("name", "value"), ("name", "x" * 400)
    assert [len(part) for part in tables_that_fit(("a", "b"), [short] * 25, box, most=12)] == [12, 12, 1]
    parts = list(tables_that_fit(("a", "b"), [short] * 6 + [long] * 6, box, most=12))
    assert sum(map(len, parts)) == 12
    assert all(len(part) < 12 for part in parts)


def test_findings_told_in_words_alone_share_the_slide_of_their_section(document, monkeypatch):
    for module in ("slides", "finding_slide"):
        monkeypatch.setattr(f"cxlab.report.formats.{module}.shows", lambda document, row: False)
    with using("de"):
        deck = pptx.Presentation(BytesIO(written("pptx", document)))
    names = [str(document.section_of(row).title.striptags()) for row in document.findings]
    sections = {name for name in names if names.count(name) > 1}
    listed = [slide for slide in deck.slides if slide.shapes.title.text in sections]
    assert {slide.shapes.title.text for slide in listed} == sections
    said = "\n".join(
        shape.text_frame.text for slide in listed for shape in slide.shapes if shape.has_text_frame
    )
    assert sections
    for row, name in zip(document.findings, names, strict=True):
        assert said.count(row["sentence"]) == (name in sections)
