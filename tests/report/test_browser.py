"""The report as a browser sees it: nothing is asked for, nothing complains, nothing planted comes alive."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from cxlab import report
from cxlab.report.index_entry import entry_of_folder
from tests.browser.accessibility import violations
from tests.browser.chromium import new_page, open_chromium

from .conftest import COLUMN, HOSTILE, SCRIPT, SEGMENT, write_notebook


@pytest.fixture(scope="module")
def browser():
    with open_chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def failed(pot, tmp_path_factory):
    folder = tmp_path_factory.mktemp("failed")
    raising = [*HOSTILE[:4], ("code", f"from cxlab.errors import BadValue\nraise BadValue({SCRIPT!r})")]
    result = report.run(write_notebook(folder / "failing.ipynb", raising), pot=pot, output=folder)
    assert result.state == "failed"
    return result


@pytest.fixture(scope="module", params=["report", "german", "failure", "index"])
def page(request, browser, offline, failed, hostile_notebook, pot, tmp_path_factory):
    """Each kind of page, opened."""
    if request.param == "report":
        path = offline[2] / "report.html"
    elif request.param == "german":
        folder = tmp_path_factory.mktemp("german")
        path = report.run(hostile_notebook, pot=pot, language="de", output=folder).html
    elif request.param == "failure":
        path = failed.html
    else:
        path = report.write_index([failed, *unfinished()], failed.folder / "index.html")
    with new_page(browser) as opened:
        opened.kind, opened.address = request.param, path.resolve().as_uri()
        opened.goto(opened.address)
        opened.wait_for_timeout(300)  # what a page starts late would start now
        yield opened


def unfinished():
    """What a batch with an axis keeps of reports that it has not made."""
    about = {"template": "t", "pot": "p", "language": "en"}
    return [
        entry_of_folder(
            Path("nowhere"),
            about | {"question": question, "state": state, "labels": {"month": f"2025-{month:02}"}},
        )
        for question, state in (("How long is a question that somebody asks?", "waiting"), ("Why?", "failed"))
        for month in range(1, 10)
    ]


def test_no_request_leaves(page):
    asked = page.watched.requests
    assert asked[0] == page.address
    assert [url for url in asked[1:] if not url.startswith("data:")] == []
    assert page.watched.sockets == []


def test_no_complaint_in_the_console(page):
    assert page.watched.exceptions == []
    assert page.watched.console == []


def test_pictures_are_shown_and_described(page):
    pictures = page.evaluate("[...document.images].map(i => [i.alt.trim(), i.complete, i.naturalWidth])")
    assert len(pictures) == (2 if page.kind in ("report", "german") else 0)
    assert all(alt and complete and width > 100 for alt, complete, width in pictures)


def test_nothing_planted_comes_alive(page):
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.title") != "owned"
    assert (
        page.evaluate(
            "document.querySelectorAll('iframe,object,embed,form,link[rel=stylesheet],base').length"
        )
        == 0
    )
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(e => [...e.attributes].every(a => !/^on/.test(a.name)))"
    )


def test_planted_texts_are_readable(page):
    if page.kind in ("report", "german"):
        cells = page.evaluate("[...document.querySelectorAll('th, td')].map(c => c.textContent)")
        assert COLUMN in cells
        assert SEGMENT in cells
        quotes = page.evaluate("[...document.querySelectorAll('blockquote')].map(c => c.textContent)")
        assert f"0: fine {SCRIPT}" in quotes
    assert SCRIPT in page.evaluate("document.body.textContent")


def test_contents_work(page):
    links = page.evaluate("[...document.querySelectorAll('nav a')].map(a => a.hash)")
    assert len(links) == (3 if page.kind in ("report", "german") else 0)
    for link in links:
        page.locator(f'nav a[href="{link}"]').click()
        page.wait_for_url(f"**/*{link}")
        expect(page.locator(link)).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_accessible_and_nothing_runs_off(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function(f"innerWidth === {width} && document.documentElement.scrollWidth <= {width}")
    assert violations(page, impacts=("moderate", "serious", "critical")) == []


def test_the_filter_of_the_index_works_without_a_script(page):
    if page.kind != "index":
        assert not page.evaluate("document.querySelector('input')")
        return
    shown = page.locator(".reports > li:visible")
    expect(shown).to_have_count(19)
    for choice, count in (("failure", 10), ("question-3", 9), ("all", 19)):
        page.evaluate(f"document.querySelector('#show-{choice}').click()")
        expect(shown).to_have_count(count)
    cells = page.evaluate("[...document.querySelectorAll('.matrix a.cell')].map(a => a.hash)")
    assert len(cells) == 19
    assert all(page.evaluate(f"!!document.querySelector('{cell}')") for cell in cells)


def test_language_of_the_page(page):
    assert page.evaluate("document.documentElement.lang") == ("de" if page.kind == "german" else "en")
    if page.kind == "german":
        headings = page.evaluate("[...document.querySelectorAll('h2, h3')].map(h => h.textContent)")
        assert {"Inhalt", "So wurde gerechnet", "Was nicht berücksichtigt wurde und warum"} <= set(headings)
        text = page.evaluate("document.querySelector('main').textContent")
        assert "als fehlend festgelegt" in text
        assert "95\xa0%-Intervall" in text
