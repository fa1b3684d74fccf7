"""What a page shows of a notebook: empty sections go, findings lead on, tables can be scrolled."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxlab.report.contents import contents_of
from cxlab.report.output import ANSWER, FINDINGS, HEADING, LEFT_OUT, RESULTS
from cxlab.results import findings


def code(*bundles):
    return new_code_cell("x", outputs=[new_output("display_data", data=data) for data in bundles])


def titles(*cells):
    shown = contents_of(new_notebook(cells=list(cells)))
    return [section.title for section in shown.sections], shown.left_out


def test_a_heading_without_output_is_left_out():
    kept, gone = titles(
        new_markdown_cell("## A\n\nText."), code(), new_markdown_cell("## B"), code({"text/plain": "1"})
    )
    assert kept == ["B"]
    assert gone == [("A", "")]


@pytest.mark.parametrize("private", [RESULTS, HEADING])
def test_what_is_not_shown_is_no_output(private):
    kept, _gone = titles(new_markdown_cell("## A"), code({private: {}, "text/plain": "x"}))
    assert kept == []


def test_text_without_code_stays():
    kept, gone = titles(new_markdown_cell("## A\n\nText."), new_markdown_cell("## B"), code())
    assert kept == ["A"]
    assert gone == [("B", "")]


def test_a_heading_stays_for_what_stands_below_it():
    kept, gone = titles(
        new_markdown_cell("## A"),
        code(),
        new_markdown_cell("### B"),
        code({"text/plain": "1"}),
        new_markdown_cell("### C"),
        code(),
    )
    assert kept == ["A", "B"]
    assert gone == [("C", "")]


def test_a_heading_goes_with_everything_below_it():
    kept, gone = titles(new_markdown_cell("## A"), new_markdown_cell("### B"), code())
    assert kept == []
    assert gone == [("A", ""), ("B", "")]


def test_a_reason_is_told():
    reason = {LEFT_OUT: {"reason": "no comments"}, "text/html": "<p>no comments</p>", "text/plain": "x"}
    kept, gone = titles(
        new_markdown_cell("## A"), code(reason), new_markdown_cell("## B"), code({"text/plain": "1"}, reason)
    )
    assert kept == ["B"]
    assert gone == [("A", "no comments"), ("B", "no comments")]


def test_code_is_something_to_show():
    cells = [new_markdown_cell("## A"), code()]
    assert len(contents_of(new_notebook(cells=cells), show_code=True).sections) == 1


ROW = {"finding": "nps.group", "metric": "nps", "dimension": None, "group": "A", "sentence": "A is low."}
SUBJECT = [str(ROW.get(name) or "") for name in findings.SUBJECT]


def answered(*cells, subject=SUBJECT):
    html = '<div class="answer"><ol><li>A is low. <span class="more more-1"></span></li></ol></div>'
    answer = code({ANSWER: {"findings": [subject]}, "text/html": html, "text/plain": "x"})
    return contents_of(new_notebook(cells=[answer, *cells]))


def test_a_finding_leads_to_its_section():
    found = code({FINDINGS: [ROW], "text/html": "<p>A is low.</p>", "text/plain": "x"})
    shown = answered(new_markdown_cell("## Who *differs*?"), found)
    assert '<a class="more" href="#section-1" aria-label="Details: Who differs?">Details</a>' in shown.answer
    assert shown.sections[0].anchor == "section-1"
    assert shown.findings == [ROW | {"section": "section-1"}]


def test_a_finding_of_no_section_has_no_link():
    shown = answered(subject=["other", *SUBJECT[1:]])
    assert "<a" not in shown.answer
    assert "more-1" not in shown.answer


def test_an_answer_that_never_came_is_not_shown():
    waiting = code({ANSWER: {}, "text/html": "<p>The answer stands here.</p>", "text/plain": "x"})
    shown = contents_of(new_notebook(cells=[waiting]))
    assert shown.answer == ""
    assert shown.sections == []


def test_tables_can_be_reached_and_scrolled():
    table = {
        "text/html": "<table><caption>By <b>area</b></caption><tr><td>1</td></tr></table>",
        "text/plain": "x",
    }
    plain = {"text/html": "<p>a</p><table><tr><td>2</td></tr></table>", "text/plain": "x"}
    blocks = (
        contents_of(new_notebook(cells=[new_markdown_cell("## A & B"), code(table, plain)]))
        .sections[0]
        .blocks
    )
    assert blocks[0].html.startswith(
        '<div class="scroll" role="group" tabindex="0" aria-label="Table: By area"><table>'
    )
    assert 'aria-label="Table: A &amp; B"><table>' in blocks[1].html
    assert blocks[1].html.endswith("</table></div>")
