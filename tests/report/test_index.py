"""The page that lists reports."""

import datetime as dt
import re
from dataclasses import replace

from cxlab import report
from cxlab.report import run_result
from cxlab.report.index_entry import entry_of_folder
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
    kept = run_result.Kept([ROW] if about.get("state") != "failed" else [], list(findings))
    return run_result.publish_run(folder, "x", ABOUT | about, kept)


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


def planned(tmp_path, question, month, state="done", **record):
    """An entry as a batch keeps it, with a report where it came so far."""
    folder = tmp_path / f"{question}-{month}"
    if state in ("done", "skipped"):
        published(folder, [finding(1, "Told.")], question=question, answer=ANSWER | {"history": HISTORY})
    about = {"state": state, "question": question, "template": "t", "pot": "p", "language": "en"}
    return entry_of_folder(folder, about | {"labels": {"language": "en", "month": month}} | record)


HISTORY = [{"period": "2024", "estimate": 20.3, "low": 14.0, "high": 26.0, "target": 20.0},
           {"period": "2025", "estimate": 14.6, "low": 9.7, "high": 19.5, "target": 20.0}]  # fmt: skip


def test_a_batch_is_a_matrix_of_states_with_a_filter(tmp_path):
    entries = [
        planned(tmp_path, "Why?", "2025-01"),
        planned(tmp_path, "Why?", "2025-02", "failed", reason="no <b>", step="The risky step"),
        planned(tmp_path, "Where?", "2025-01", "skipped", new_findings=["One.", "Two.", "Three.", "Four."]),
        planned(tmp_path, "Where?", "2025-02", "waiting"),
    ]
    page = report.write_index(entries, tmp_path / "index.html").read_text(encoding="utf-8")
    matrix = page[page.index('<table class="matrix">') : page.index("</table>")]
    assert re.findall(r'<th scope="col">(.*?)</th>', matrix) == ["Question", "2025-01", "2025-02"]
    cells = re.findall(r'<a class="cell (\S+)" href="#(\S+?)">(.*?)</a>', matrix)
    assert [state for state, _anchor, _text in cells] == ["completed", "failed", "skipped", "waiting"]
    assert "14.6" in cells[0][2]
    assert all(f'id="{anchor}"' in page for _state, anchor, _text in cells)
    assert "4 reports, 1 did not complete, 1 not ready yet, 1 with new findings." in page
    first, *rest = rows_of(page)
    assert "In the step “The risky step”" in first
    assert "no &lt;b&gt;" in first
    [news] = [row for row in rest if "is-news" in row.split(">")[0]]
    assert "New since the last report" in news
    assert "Three." in news
    assert "Four." not in news
    assert "and 1 more" in news
    assert 'alt="NPS: 2024 20.3 (14.0 to 26.0), 2025 14.6 (9.7 to 19.5). Target: 20.0."' in news
    assert "body:has(#show-news:checked) .reports > li:not(.is-news)" in page
    assert page.count('type="radio"') == 5
    assert "<script" not in page


def test_what_an_earlier_report_did_not_find_is_new(tmp_path):
    first = finding(1, "A is low.") | {"group": "a", "certainty": "shown"}
    second = finding(2, "B is low.") | {"group": "b", "certainty": "shown"}
    unsure = finding(3, "C may be low.") | {"group": "c"}
    assert published(tmp_path / "r", [first]).new_findings is None
    assert published(tmp_path / "r", [first | {"period": "2026"}, second, unsure]).new_findings == [
        "B is low."
    ]
    assert published(tmp_path / "r", [first], language="de").new_findings is None


def test_formats_are_linked_and_templates_that_do_not_fit_are_named(tmp_path):
    one = published(tmp_path / "a")
    one = replace(one, documents={"pdf": tmp_path / "a" / "report.pdf"})
    left_out = [("Which <topics>?", "needs comments")]
    index = report.write_index([one], tmp_path / "index.html", left_out=left_out)
    page = index.read_text(encoding="utf-8")
    assert '<a href="a/report.pdf">PDF</a>' in page
    assert "<li>Which &lt;topics&gt;? needs comments</li>" in page
