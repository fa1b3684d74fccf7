"""The journey report from pot to page: the sample company, and a bare event log without anything else."""

import html
import re

import pandas as pd
import pytest

import cxlab as cx
from cxlab import report
from cxlab.errors import BadParameter

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
def bare_pot(tmp_path_factory):
    pot = tmp_path_factory.mktemp("pot")
    rows = ["who;what;at"]
    for who in range(60):
        rows.append(f"c{who};visit;2024-01-{who % 28 + 1:02d} 10:00:00")
        if who % 3 == 0:
            rows.append(f"c{who};buy <now>;2024-01-{who % 28 + 1:02d} 12:30:00")
    (pot / "events.csv").write_text("\n".join(rows), encoding="utf-8")
    (pot / "pot.yml").write_text(POT, encoding="utf-8")
    return pot


@pytest.fixture(scope="module")
def bare(bare_pot, tmp_path_factory):
    parameters = {"steps": ["visit", "buy <now>"], "window_days": 3.0}
    return report.run(
        "journey_funnel", pot=bare_pot, parameters=parameters, output=tmp_path_factory.mktemp("bare")
    )


def test_the_sample_companys_report_is_german_and_complete(nordlicht):
    assert nordlicht.state == "completed", nordlicht.error
    text = words(nordlicht.html.read_text(encoding="utf-8"))
    for sentence in (
        "Wo bleiben Kunden",
        "Frist für jeden ab dem Einstieg: 45 Tage",
        "Was ist zu tun?",
        "verantwortlich: Leitung Vertrieb",
        "eröffnet: E-Mail → erste Antwort → gelöst",
        "Die Schritte stammen aus den Daten",
        "stammt aus den Daten: Sie erfasst 100",
        "Am engsten ist der Schritt Antrag",
        "Viele Kunden bleiben beim Schritt Antrag hängen",
    ):
        assert sentence in text
    english = {"the", "and", "with", "than", "within", "share", "interval"}
    assert not english & set(re.findall(r"[a-z]+", text.lower()))
    assert not re.search(r"[{}]", text)  # no placeholder was left


def test_parameters_are_written_in_the_reports_language(nordlicht):
    page = nordlicht.html.read_text(encoding="utf-8")
    shown = dict(re.findall(r"<dt>(\w+)</dt><dd>(.*?)</dd>", page))
    given = {
        "window_days": "–",
        "level": "0,95",
        "min_n": "5",
        "steps": "–",
        "group": "auto",
        "horizon_days": "–",
    }
    assert {name: shown[name] for name in given} == given


def test_touchpoints_of_ones_own_keep_the_goal(bare_pot, tmp_path):
    parameters = {"steps": ["visit", "buy <now>"], "window_days": 3.0, "touchpoints": "visit"}
    found = report.run("journey_funnel", pot=bare_pot, parameters=parameters, output=tmp_path)
    assert found.state == "completed", found.error
    judged = [who for who in range(60) if who % 28 + 1 <= 25]  # three days before the last event
    share = sum(who % 3 == 0 for who in judged) / len(judged)  # every third buys
    said = words(found.html.read_text(encoding="utf-8"))
    told = f"The narrowest step is buy <now> : of {len(judged)} customers who came to visit, {share:.0%}"
    assert told in said


def test_results_are_recorded(nordlicht):
    rows = pd.read_parquet(nordlicht.results)
    best = rows[rows["headline"]].iloc[0]
    assert best["metric"] == "funnel_share_in_window"
    assert best["low"] < best["estimate"] < best["high"]
    assert {"funnel_share", "funnel_share_mature", "funnel_share_of_previous"} <= set(rows["metric"])


def test_the_answer_is_first_and_names_the_planted_facts(nordlicht):
    text = words(nordlicht.html.read_text(encoding="utf-8"))
    begins = text.index("Was ist passiert?")
    mobile = text.index("Viele Kunden bleiben beim Schritt Antrag hängen")
    assert begins < mobile < begins + 60  # the first finding
    assert text.index("Was ist zu tun?") < text.index("Wer bleibt wo hängen?", begins)


def test_a_process_map_shows_its_arrows(nordlicht):
    page = nordlicht.html.read_text(encoding="utf-8")
    maps = [alt for alt in re.findall(r'alt="([^"]*)"', page) if alt.startswith("Längste Wartezeit")]
    assert any("eröffnet: E-Mail → erste Antwort 1.7" in html.unescape(alt) for alt in maps)


def test_no_sentence_keeps_the_old_value_of_a_parameter(tmp_path):
    given = {
        "window_days": 20,
        "landmark_day": 25,
        "horizon_days": 200,
        "level": 0.9,
        "min_n": 7,
        "score": "ces",
    }
    found = report.run("journey_funnel", pot="nordlicht", parameters=given, output=tmp_path)
    assert found.state == "completed", found.error
    text = words(found.html.read_text(encoding="utf-8"))
    told = text[text.index("How are steps, window and groups defined?") :]
    assert "20 days of entry" in text
    assert "there 25 days after their start; the 200 days" in told
    for old in ("45 days", "95%", "365 days", "30 days after", "CSAT of"):
        assert old not in text, old


def test_a_bare_log_says_what_it_lacks(bare):
    assert bare.state == "completed", bare.error
    page = bare.html.read_text(encoding="utf-8")
    text = words(page)
    for sentence in (
        "Not in this report, since the data lacks it:",
        "a column of the events to compare by",
        "a column of numbers about customers",
        "Early events: customers with start and end",
        "Service process: tickets with the dates",
        "Channels: tickets that name request",
        "Dissatisfaction: answers with score",
    ):
        assert sentence in text
    assert "buy <now>" in text
    assert "buy &lt;now&gt;" in page
    assert "nan" not in re.findall(r"\w+", text.lower())


def test_the_headline_is_the_one_of_the_funnel(nordlicht):
    pot = cx.open_pot("nordlicht")
    steps = ["visit", "tariff_calculator", "application", "contract"]
    last = cx.funnel(pot["events"], steps, window=45).table.iloc[-1]
    page = nordlicht.html.read_text(encoding="utf-8")
    shown = f"{100 * last['incidence']:.1f}".replace(".", ",") + "\N{NO-BREAK SPACE}%"
    assert shown in html.unescape(page)
    rows = pd.read_parquet(nordlicht.results)
    assert rows[rows["headline"]]["estimate"].iloc[0] == pytest.approx(last["incidence"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"steps": ["vist", "buy <now>"]}, "no event named 'vist'; did you mean 'visit'?"),
        ({"touchpoints": ["nowhere"]}, "Most frequent of 2: visit (60), buy <now> (20)"),
    ],
)
def test_a_users_mistake_is_told_before_anything_is_computed(bare_pot, tmp_path, given, told):
    found = report.run("journey_funnel", pot=bare_pot, parameters=given, output=tmp_path)
    assert found.state == "failed"
    assert told in found.error
    assert "Traceback" not in words(found.html.read_text(encoding="utf-8"))


def test_a_wrong_column_is_refused_before_a_kernel_starts(bare_pot, tmp_path):
    with pytest.raises(BadParameter, match="'group': column 'shopp' not found in table events"):
        report.run("journey_funnel", pot=bare_pot, parameters={"group": "shopp"}, output=tmp_path)
