"""Laws of the formats: what is written in a vendor's form comes back, whatever the answers are."""

import csv
import io
import json
import unicodedata
from xml.sax.saxutils import quoteattr

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.loaders import proposal, read
from cxlab.loaders.draft.yamltext import scalar
from cxlab.loaders.formats.durations import hours
from cxlab.loaders.safeyaml import load

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"))
TEXT = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
ANSWER = TEXT.map(lambda text: f"a {text}")
SCORE = st.integers(0, 10)
FEW = settings(max_examples=40, deadline=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("laws")


def table(rows: list[list[object]], mark: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue().encode()


@FEW
@given(st.lists(st.tuples(SCORE, ANSWER), min_size=1, max_size=8), TEXT, st.sampled_from(",;\t"))
def test_qualtrics_answers_and_questions_come_back(folder, answers, question, mark):
    names = ["StartDate", "ResponseId", "UserLanguage", "Q1", "Q2"]
    ids = [json.dumps({"ImportId": name}) for name in names]
    rows = [[f"2024-01-{k + 1:02d} 10:00:00", f"R_{k}", "DE", *answer] for k, answer in enumerate(answers)]
    path = folder / "qualtrics.csv"
    path.write_bytes(
        table([names, ["Anfang", "Antwort", "Sprache", "Warum?", f"F {question}"], ids, *rows], mark)
    )
    frame = read(path)
    assert frame.attrs["source"] == "qualtrics"
    assert frame["Q1"].tolist() == [score for score, _ in answers]
    assert frame["Q2"].tolist() == [text for _, text in answers]
    assert frame.attrs["labels"]["Q2"] == f"F {question}" or "<" in question
    assert frame.attrs["reading"].file_rows.tolist() == [k + 4 for k in range(len(answers))]


@FEW
@given(st.lists(st.tuples(st.booleans(), st.booleans(), ANSWER), min_size=2, max_size=8))
def test_surveymonkey_options_come_back(folder, answers):
    header = [["RespondentID", "Which?", "", "Why?"], ["", "Shop", "App", "Open-Ended Response"]]
    rows = [[4000 + k, "Shop" * shop, "App" * app, why] for k, (shop, app, why) in enumerate(answers)]
    path = folder / "monkey.csv"
    path.write_bytes(table([*header, *rows]))
    frame = read(path)
    assert list(frame.columns) == ["RespondentID", "Which? - Shop", "Which? - App", "Why?"]
    assert frame["Which? - App"].notna().tolist() == [app for _, app, _ in answers]
    assert frame["Why?"].tolist() == [why for *_, why in answers]


@FEW
@given(
    st.lists(st.one_of(st.none(), st.integers(-5, 99)), min_size=1, max_size=12), st.sets(st.integers(90, 99))
)
def test_spss_values_and_user_missing_come_back(folder, values, codes):
    path = folder / "a.sav"
    written = pd.DataFrame({"q": pd.array(values, dtype="Float64").astype("float64")})
    declared = sorted(codes)[:3]  # SPSS allows three
    pyreadstat.write_sav(
        written, path, column_labels=["Frage"], variable_value_labels={"q": {1: "ja"}},
        missing_ranges={"q": declared} if declared else None,
    )  # fmt: skip
    frame = read(path)
    expected = [pd.NA if v is None or v in declared else v for v in values]
    assert [pd.NA if pd.isna(v) else v for v in frame["q"]] == expected
    assert frame.attrs["labels"] == {"q": "Frage"}
    counted = {code: n for code, n in frame.attrs["reading"].missing.get("q", {}).items() if code and n}
    assert counted == {str(c): values.count(c) for c in declared if values.count(c)}


@FEW
@given(st.lists(st.lists(st.tuples(TEXT, st.integers(0, 10**9)), max_size=4), min_size=1, max_size=6))
def test_xes_events_come_back_in_order(folder, traces):
    stamp = pd.Timestamp("2024-01-01", tz="UTC")
    body = ""
    for case, events in enumerate(traces):
        body += f'<trace><string key="concept:name" value="C{case}"/>'
        for name, second in events:
            when = (stamp + pd.Timedelta(seconds=second)).isoformat()
            body += f'<event><string key="concept:name" value={quoteattr(name)}/>'
            body += f'<date key="time:timestamp" value="{when}"/></event>'
        body += "</trace>"
    path = folder / "a.xes"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="2.0">{body}</log>', encoding="utf-8"
    )
    flat = [(f"C{case}", *event) for case, events in enumerate(traces) for event in events]
    if not flat:
        return
    frame = read(path)
    assert frame["case:concept:name"].tolist() == [case for case, *_ in flat]
    assert frame["concept:name"].tolist() == [unicodedata.normalize("NFC", name) for _, name, _ in flat]
    assert (frame["time:timestamp"] - stamp).dt.total_seconds().tolist() == [second for *_, second in flat]


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_durations_come_back_to_the_second(seconds):
    written = pd.Series([f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in seconds])
    assert (hours(written) * 3600).round().astype(int).tolist() == seconds
    assert hours(pd.Series([*written, "soon"])) is None


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=120), TEXT, st.integers(-(10**17), 10**17), st.booleans()))
def test_any_scalar_of_a_draft_is_read_back_as_it_was(value):
    text = scalar(value)
    assert "\n" not in text
    assert load(f"a: {{b: {text}}}")[0] == {"a": {"b": value}}


@FEW
@given(
    st.lists(st.integers(0, 10), min_size=5, max_size=40), st.permutations(["NPS", "Antwort-ID", "Region"])
)
def test_a_proposal_does_not_depend_on_the_order_of_rows_and_columns(scores, order):
    frame = pd.DataFrame({"Antwort-ID": range(len(scores)), "NPS": scores, "Region": "N"})
    first = proposal(frame)
    other = proposal(frame[order].iloc[::-1])
    assert (first.table, first.columns, first.missing) == (other.table, other.columns, other.missing)
