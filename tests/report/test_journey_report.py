"""The journey report from pot to page: the sample company, and a bare event log without anything else."""

import html
import re

import pandas as pd
import pytest

from cxlab import report

POT = """\
name: Bare log
tables:
  events:
    file: events.csv
    columns: {customer_id: who, event: what, timestamp: at}
"""


def words(page: str) -> str:
    page = re.sub(r"(?s)<(style|script|code|pre)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def nordlicht(tmp_path_factory):
    return report.run(
        "journey_funnel", pot="nordlicht", language="de", output=tmp_path_factory.mktemp("nordlicht")
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    pot = tmp_path_factory.mktemp("pot")
    rows = ["who;what;at"]
    for who in range(60):
        rows.append(f"c{who};visit;2024-01-{who % 28 + 1:02d} 10:00:00")
        if who % 3 == 0:
            rows.append(f"c{who};buy <now>;2024-01-{who % 28 + 1:02d} 12:30:00")
    (pot / "events.csv").write_text("\n".join(rows), encoding="utf-8")
    (pot / "pot.yml").write_text(POT, encoding="utf-8")
    parameters = {"steps": ["visit", "buy <now>"], "window_days": 3.0}
    return report.run(
        "journey_funnel", pot=pot, parameters=parameters, output=tmp_path_factory.mktemp("bare")
    )


def test_the_sample_companys_report_is_german_and_complete(nordlicht):
    assert nordlicht.state == "completed", nordlicht.error
    text = words(nordlicht.html.read_text(encoding="utf-8"))
    for sentence in (
        "Wo bleiben Kunden",
        "Frist für jeden ab dem Einstieg: 45 Tage",
        "Was ist als Nächstes zu tun?",
        "verantwortlich",
        "eröffnet: Mail",
    ):
        assert sentence in text
    english = {"the", "and", "with", "than", "within", "share"}
    assert not english & set(re.findall(r"[a-z]+", text.lower()))


def test_results_are_recorded(nordlicht):
    rows = pd.read_parquet(nordlicht.results)
    best = rows[rows["headline"]].iloc[0]
    assert best["metric"] == "funnel_share_in_window"
    assert best["low"] < best["estimate"] < best["high"]
    assert {"funnel_share", "funnel_share_mature", "funnel_share_of_previous"} <= set(rows["metric"])


def test_a_bare_log_says_what_it_lacks(bare):
    assert bare.state == "completed", bare.error
    page = bare.html.read_text(encoding="utf-8")
    text = words(page)
    for sentence in (
        "no such column, so groups cannot be compared",
        "does not say which customers are worth most",
        "there is no retention",
        "no tickets with dates",
        "channels cannot be compared",
    ):
        assert sentence in text
    assert "buy <now>" in text
    assert "buy &lt;now&gt;" in page
    assert "nan" not in re.findall(r"\w+", text.lower())
