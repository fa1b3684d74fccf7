import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxlab.language import using
from cxlab.report.clean import clean, from_markdown
from cxlab.report.contents import contents_of
from cxlab.report.sections import title_of


def test_one_file_that_asks_for_nothing(english):
    assert "<script" not in english.lower()
    assert "http:" not in english
    assert "https:" not in english
    assert "default-src 'none'" in english
    assert not re.search(r"<[^>]*\son\w+=", english)
    assert english.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_planted_scripts_stay_text(english):
    text = "&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;"
    alike = english.replace("'", "&#39;")
    for place in (
        '<th scope="col">area',
        "<td>North",
        ": fine ",
        "Tiny ",
        "About note ",
        "<dd>note ",
        "<strong>words</strong> and ",
    ):
        assert place + text in alike, place


def test_figures_have_their_sentence(english):
    alts = re.findall(r'<img src="data:image/[^"]+" alt="([^"]*)"', english)
    assert alts[0] == "NPS by area, &#34;North&#34; &lt;first&gt;."
    assert alts[1].startswith("Figure without a description in: By area")
    assert len(alts) == english.count("<img")


def test_contents_lead_to_sections(english):
    links = re.findall(r'<a href="#([^"]+)">', english)
    assert len(links) == 3
    assert all(english.count(f'id="{link}"') == 1 for link in links)


def test_appendix_says_how(english):
    appendix = english.split('id="computed"')[1]
    for words in (
        "responses.csv",
        "declared as missing",
        "41",
        "pandas",
        "language",
        "UserWarning: careful",
        "Run number",
    ):
        assert words in appendix
    assert "UserWarning: careful" not in english.split('id="computed"')[0]


def test_code_is_folded(english):
    assert english.count('<details class="code">') >= 8
    assert "report.record(" in english


def outputs(*bundles, source="x"):
    cell = new_code_cell(source, outputs=[new_output("display_data", data=data) for data in bundles])
    return new_notebook(cells=[new_markdown_cell("# How this was computed\n\n## Contents\n\nText."), cell])


def test_code_is_left_out_unless_asked_for():
    notebook = outputs({"text/plain": "1 < 2"}, source="secret = 1")
    shown = [block.html for section in contents_of(notebook).sections for block in section.blocks]
    assert shown == ["<p>Text.</p>", "<pre>1 &lt; 2</pre>"]
    assert any(b.kind == "code" for s in contents_of(notebook, show_code=True).sections for b in s.blocks)


def test_foreign_html_is_cleaned():
    hostile = '<table onclick="x()"><style>p{}</style><tr><td><iframe src="https://e.org"></iframe>1</td></tr></table>'
    shown = contents_of(outputs({"text/html": hostile}, {"text/markdown": "<u>a</u> [b](javascript:x)"}))
    section = shown.sections[0]
    joined = "".join(block.html for block in section.blocks)
    assert "onclick" not in joined
    assert "iframe" not in joined
    assert "style" not in joined
    assert "<td>1</td>" in joined
    assert "&lt;u&gt;" in joined
    assert "href" not in joined


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "<img src='https://e.org/a.png'>",
        "<img src='data:text/html;base64,PHNjcmlwdD4='>",
        "<a href='data:text/html,<script>'>x</a>",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        "<div style='background:url(https://e.org)'>x</div>",
        "<link rel=stylesheet href=https://e.org/a.css>",
        "<meta http-equiv=refresh content='0;url=https://e.org'>",
        "<form action='https://e.org'><input></form>",
        "<p id='computed' name='x' class='page'>x</p>",
    ],
)
def test_nothing_hostile_is_left(hostile):
    cleaned = clean(hostile)
    assert not re.search(r"e\.org|javascript|onerror|<script|data:text|style=|id=|class=\"page", cleaned), (
        cleaned
    )


def test_markdown_of_a_template():
    assert from_markdown("a\n\n| b | c |\n|---|---|\n| 1 | 2 |").count("<td>") == 2
    assert "<a" in from_markdown("[b](https://example.org)")


def test_markdown_cells_are_translated():
    with using("de"):
        assert title_of(new_notebook(cells=[new_markdown_cell("# Contents")])) == "Contents"
        assert title_of(new_notebook(cells=[new_markdown_cell("Contents"), new_markdown_cell("# X")])) == "X"
        section = contents_of(new_notebook(cells=[new_markdown_cell("Contents  \n")])).sections[0]
    assert section.blocks[0].html == "<p>Inhalt</p>"


def test_notebook_without_headings():
    notebook = nbformat.v4.new_notebook(cells=[new_code_cell("1")])
    assert contents_of(notebook).sections == []
    assert title_of(notebook) == ""
