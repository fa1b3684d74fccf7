"""The page that lists reports."""

import datetime as dt
import re

from cxlab import report
from cxlab.report import runs as running
from cxlab.report.records import FIELDS
from cxlab.results import Finding

from .test_runs import ABOUT

ROW = dict.fromkeys(FIELDS, "") | {
    "metric": "nps", "estimate": 39.84, "low": 37.2, "high": 42.4, "level": 0.95, "n": 2746, "headline": True,
}  # fmt: skip
ANSWER = {
    "label": "NPS",
    "value": "14.6",
    "limits": "10.4 to 18.8",
    "target": "Target 20: missed",
    "changes": [{"text": "10.9 below 2023", "direction": "worse", "arrow": "down"}],
}


def published(folder, findings=(), **about):
    kept = running.Kept([ROW] if about.get("state") != "failed" else [], list(findings))
    return running._publish(folder, "x", ABOUT | about, kept)


def finding(rank, sentence):
    told = Finding(
        finding="nps.group", metric="nps", sentence=sentence, direction="neutral", certainty="open"
    )
    return vars(told) | {"rank": rank}


def rows_of(page):
    return page.split('<li id="report-')[1:]


def test_a_row_says_question_answer_first_finding_and_state(tmp_path):
    found = [finding(2, "Second."), finding(1, "Shop A is < shop B.")]
    one = published(tmp_path / "a b", found, question="How <high>?", pot="<b>P</b>", answer=ANSWER)
    page = report.write_index([one], tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<a href="a%20b/report.html">How &lt;high&gt;?</a>' in page
    assert "&lt;b&gt;P&lt;/b&gt;" in page
    assert '<strong class="value">14.6</strong>' in page
    assert re.search(r'<p class="worse"><span aria-hidden="true">▼</span>\s*10.9 below 2023</p>', page)
    assert "Target 20: missed" in page
    assert "Shop A is &lt; shop B." in page
    assert "Second." not in page
    assert '<p class="state">completed</p>' in page


def test_without_an_answer_the_recorded_headline_stands(tmp_path):
    one = published(tmp_path / "a", language="de")
    page = report.write_index([one], tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<strong class="value">39,8</strong>' in page
    assert "95\xa0%-Intervall: 37,2 bis 42,4" in page
    assert '<html lang="de">' in page


def test_failures_come_first_and_say_why(tmp_path):
    good = published(tmp_path / "a")
    bad = published(tmp_path / "b", state="failed", error="no <i>", question="Second?")
    page = report.write_index([good, bad], tmp_path / "index.html").read_text(encoding="utf-8")
    first, second = rows_of(page)
    assert 'class="failed ' in first
    assert "no &lt;i&gt;" in first
    assert 'class="failed ' not in second
    assert "2 reports, 1 did not complete." in page


def test_each_language_has_its_page_and_names_the_other(tmp_path):
    english = [published(tmp_path / name, created_at=dt.datetime.now(dt.UTC)) for name in "ab"]
    german = published(tmp_path / "c", language="de", state="failed", error="nein")
    index = report.write_index([german, *english], tmp_path / "index.html")
    page, other = index.read_text(encoding="utf-8"), (tmp_path / "index.de.html").read_text(encoding="utf-8")
    assert len(rows_of(page)) == 2
    assert len(rows_of(other)) == 1
    assert '<a href="index.de.html" hreflang="de">Deutsch</a>: 1 Bericht, 1 ' in page
    assert '<a href="index.html" hreflang="en">English</a>: 2 reports.' in other
    assert '<html lang="de">' in other


def test_no_reports_make_an_empty_page(tmp_path):
    page = report.write_index([], tmp_path / "index.html").read_text(encoding="utf-8")
    assert "0 reports." in page
    assert rows_of(page) == []
