"""The page as a reader meets it: the answer within the first screen, readable and operable at every width."""

import pytest
from playwright.sync_api import expect

from cxlab import report
from cxlab.language import _, using
from tests.browser.accessibility import violations
from tests.browser.chromium import SCREENS, new_page, open_chromium

from .answering import ANSWERING
from .conftest import write_notebook

EMPTY = ["What do customers say in their own words?", "Which channel or touchpoint stands out?"]

CLIPPED = """[...document.querySelectorAll('main *, .first *, nav *')].filter(e => {
  if (!e.getClientRects().length || e.closest('.scroll')) return false;
  if (e.closest('thead')?.clientWidth === 1) return false;  // for screen readers alone
  const s = getComputedStyle(e);
  return (s.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1)
    || e.getBoundingClientRect().right > innerWidth + 1;
}).map(e => [e.tagName, e.className, e.textContent.slice(0, 40)])"""
OVERLAPPING = """(() => {
  const boxes = [...document.querySelectorAll('.answer h2, .answer li, .answer td, .answer p')]
    .flatMap(e => [...e.getClientRects()].map(r => [e.textContent.slice(0, 30), r]));
  const bad = [];
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    if (a !== b && Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1
        && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1) bad.push([a, b]);
  }));
  return bad;
})()"""


@pytest.fixture(scope="module")
def browser():
    with open_chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def answering(tmp_path_factory):
    return write_notebook(tmp_path_factory.mktemp("answering") / "answering.ipynb", ANSWERING)


@pytest.fixture(scope="module", params=["en", "de"])
def written(request, answering, pot, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    result = report.run(answering, pot=pot, language=request.param, output=folder)
    assert result.state == "completed", result.error
    return result


@pytest.fixture(scope="module", params=SCREENS)
def page(request, browser, written):
    """The report on one screen."""
    with new_page(browser, request.param) as opened:
        opened.goto(written.html.resolve().as_uri())
        opened.screen, opened.language = request.param, written.language
        yield opened


def test_the_answer_is_the_first_screen(page):
    height = SCREENS[page.screen][1]
    assert page.evaluate("scrollY") == 0
    top, bottom = page.evaluate(
        "(b => [b.top, b.bottom])(document.querySelector('.answer').getBoundingClientRect())"
    )
    assert top < height / 8
    assert bottom <= height
    for part in (
        ".headline .value",
        ".changes li",
        ".history img",
        ".findings li:last-child",
        ".actions tr:last-child",
    ):
        assert page.evaluate(f"document.querySelector('.answer {part}').getClientRects().length") == 1, part


def test_the_contents_push_nothing_down(page):
    answer, contents = (
        page.evaluate(f"document.querySelector('{which}').getBoundingClientRect().top")
        for which in (".answer", "nav")
    )
    entries = page.locator("nav ol").first
    if page.screen == "phone":
        assert contents > answer
        expect(entries).to_be_hidden()
        page.locator("nav summary").click()
    else:
        assert contents <= answer
    expect(entries).to_be_visible()


def test_nothing_runs_off_or_is_clipped(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS[page.screen][0]
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(OVERLAPPING) == []


def test_what_scrolls_can_be_reached_by_keyboard(page):
    tables = page.evaluate("[...document.querySelectorAll('main table')].map(t => t.parentElement.tabIndex)")
    assert tables
    assert set(tables) == {0}
    names = page.evaluate("[...document.querySelectorAll('.scroll')].map(e => e.getAttribute('aria-label'))")
    assert all(names)


def test_it_is_accessible(page):
    assert violations(page, impacts=("moderate", "serious", "critical")) == []


def test_language_and_names(page):
    assert page.evaluate("document.documentElement.lang") == page.language
    assert page.evaluate("document.title.trim().length") > 0
    assert page.evaluate("[...document.images].every(i => i.alt.trim().length > 20)")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.evaluate("[...document.querySelectorAll('a')].every(a => a.textContent.trim())")


def test_findings_lead_to_their_sections(page):
    links = page.evaluate("[...document.querySelectorAll('.findings a')].map(a => a.hash)")
    assert len(links) == 3
    assert len(set(links)) == 2
    assert all(page.evaluate(f"!!document.querySelector('{link}')") for link in links)


def test_sections_without_output_are_named_once(page):
    text = page.evaluate("document.querySelector('main').textContent")
    with using(page.language):
        gone = [_("## " + heading).removeprefix("## ") for heading in EMPTY]
    for heading in gone:
        assert text.count(heading) == 1
        assert heading in page.evaluate("document.querySelector('.computed > p').textContent")
    assert gone[0] not in page.evaluate("document.querySelector('nav').textContent")


def test_on_paper_the_answer_stands_alone_at_the_top(page):
    page.emulate_media(media="print")
    try:
        assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
        assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"
        assert page.evaluate("document.querySelector('.answer').getBoundingClientRect().top") < 100
    finally:
        page.emulate_media(media="screen")


def test_pages_of_paper_are_numbered(page):
    rules = page.evaluate(
        "[...document.styleSheets].flatMap(s => [...s.cssRules]).map(r => r.cssText).join(' ')"
    )
    assert "counter(page)" in rules
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
