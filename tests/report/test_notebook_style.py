"""The rules inside an output reach nothing outside it, and no page keeps them."""

import re

import pytest

from cxlab.report.clean import clean
from cxlab.report.notebook_style import MARKS, styled


@pytest.mark.parametrize("name", sorted(MARKS.keys() - {"cards"}))
def test_rules_are_scoped(name):
    html = styled(f"{MARKS[name]}>x")
    rules = re.search(r"<style>(.*)</style>", html, re.DOTALL)[1]
    selectors = [one for rule in re.findall(r"([^{}]+)\{", rules) for one in rule.split(",")]
    assert selectors
    assert all(selector.strip().startswith(".cxlab") for selector in selectors)
    assert "url(" not in rules


def test_a_page_drops_them():
    html = styled('<div class="cards"><div class="card">1</div></div>')
    assert clean(html) == '<div><div class="cards"><div class="card">1</div></div></div>'


def test_cards_bring_their_look_on_themselves():
    html = styled('<div class="cards"><div class="card"><div class="value">1</div></div></div>')
    assert "<style>" not in html
    assert html.count('style="') == 2


def test_plain_text_needs_none():
    assert styled("<p>1 &lt; 2</p>") == "<p>1 &lt; 2</p>"


def test_tables_can_be_scrolled_by_keyboard():
    assert '<div class="cxlab" tabindex="0"><table>' in styled("<table></table>")
    assert "tabindex" not in styled('<div class="quotes"></div>')
