"""What each format keeps of a real export: names, labels, codes, times. See fixtures/SOURCE.md."""

from pathlib import Path

import pandas as pd
import pytest

from cxlab.loaders import detect, open_pot, proposal, read

FIXTURES = Path(__file__).parents[1] / "fixtures"

# file: (source, rows, columns)
FILES = {
    "qualtrics.csv": ("qualtrics", 1, 20),
    "qualtrics_legacy.csv": ("qualtrics", 1, 15),
    "surveymonkey_star_wars.csv": ("surveymonkey", 60, 38),
    "surveymonkey_flying.csv": ("surveymonkey", 40, 27),
    "surveymonkey_comma.csv": ("surveymonkey", 40, 13),
    "limesurvey_codes.csv": ("limesurvey", 3, 16),
    "limesurvey_texts_de.csv": ("limesurvey", 3, 9),
    "zendesk.csv": ("zendesk", 3, 43),
    "freshdesk.csv": ("freshdesk", 2, 34),
    "freshservice.csv": ("freshdesk", 2, 23),
    "repair.xes": ("xes", 3, 9),
    "eventlog.csv": ("eventlog", 3, 6),
    "datetime.sav": ("spss", 2, 3),
    "labelled-num.sav": ("spss", 1, 1),
    "labelled-num-na.sav": ("spss", 2, 1),
    "labelled-str.sav": ("spss", 2, 1),
    "umlauts.sav": ("spss", 4, 1),
    "variable-label.sav": ("spss", 1, 1),
}


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_recognised_and_read_without_arguments(name):
    frame = read(FIXTURES / name)
    assert (detect(FIXTURES / name), *frame.shape) == FILES[name]
    assert frame.attrs["source"] == FILES[name][0]
    assert len(frame.attrs["reading"].file_rows) == len(frame)


def test_no_fixture_is_untested():
    assert {path.name for path in FIXTURES.iterdir()} - {"SOURCE.md"} == set(FILES)


def test_qualtrics_keeps_german_labels_and_the_row_of_the_file():
    frame = read(FIXTURES / "qualtrics.csv")
    assert frame.attrs["labels"]["RecordedDate"] == "Erfassungsdatum"
    assert frame.attrs["labels"]["Q1"] == "This is a multiple choice question."
    assert frame["RecordedDate"][0] == pd.Timestamp("2017-07-18 08:28:48")
    assert frame["Q1"][0] == 2
    assert list(frame.attrs["reading"].file_rows) == [4]


def test_legacy_qualtrics_takes_the_names_of_its_second_row():
    frame = read(FIXTURES / "qualtrics_legacy.csv")
    assert list(frame.columns[:3]) == ["ResponseID", "ResponseSet", "Name"]
    assert list(frame.columns[-3:]) == ["LocationLatitude", "LocationLongitude", "LocationAccuracy"]
    assert frame.attrs["labels"]["Q2"] == "This is a free text question."


def test_surveymonkey_continues_a_question_over_blank_names():
    frame = read(FIXTURES / "surveymonkey_star_wars.csv")
    seen = "Which of the following Star Wars films have you seen? Please select all that apply."
    columns = [name for name, question in frame.attrs["labels"].items() if question == seen]
    assert len(columns) == 6
    assert columns[0].startswith(f"{seen} - Star Wars: Episode I")
    assert frame["RespondentID"].is_unique
    assert frame.attrs["reading"].header_row == 2


def test_limesurvey_counts_incomplete_answers():
    frame = read(FIXTURES / "limesurvey_codes.csv")
    assert frame["complete"].tolist() == [True, False, True]
    assert frame["SAT[SQ001]"].tolist()[::2] == [4, 2]
    texts = read(FIXTURES / "limesurvey_texts_de.csv")
    assert texts.attrs["labels"]["NPS"] == "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?"
    assert proposal(texts).exclude == {"complete": [False]}


def test_spss_keeps_labels_and_counts_user_missing():
    frame = read(FIXTURES / "labelled-num-na.sav")
    assert frame["VAR00002"].tolist() == [1, pd.NA]
    assert frame.attrs["reading"].missing == {"VAR00002": {"9": 1}}
    assert frame.attrs["value_labels"] == {"VAR00002": {1: "This is one"}}
    umlauts = read(FIXTURES / "umlauts.sav")
    assert umlauts.attrs["labels"] == {"var1": "This is an ä-umlaut"}
    assert umlauts.attrs["value_labels"]["var1"][2] == "the ü umlaut"


def test_spss_date_that_pyreadstat_cannot_hold_does_not_lose_the_file():
    """pyreadstat 1.3.7 raises OverflowError on this file of haven's tests."""
    frame = read(FIXTURES / "datetime.sav")
    assert frame["date"].dt.strftime("%Y-%m-%d").tolist() == ["2014-09-22", "2014-09-23"]
    assert pd.api.types.is_float_dtype(frame["date.posix"])
    assert frame["time"].tolist() == pytest.approx([43870.09, 57560.01])


def test_xes_keeps_both_halves_of_an_activity_and_types():
    frame = read(FIXTURES / "repair.xes")
    assert frame["lifecycle:transition"].tolist() == ["start", "complete", "complete"]
    assert frame["time:timestamp"][0] == pd.Timestamp("2024-03-04T08:15Z")
    assert frame["case:region"].tolist() == ["Nord", "Nord", None]
    assert frame["cost"].tolist()[1] == 12.5
    notes = frame.attrs["reading"].text
    assert "1 x start and 2 x complete" in notes
    assert "attributes within attributes or lists, left out: 3" in notes


def test_zendesk_derives_the_moment_of_the_first_reply_from_calendar_minutes():
    frame = read(FIXTURES / "zendesk.csv")
    assert frame["first_response"].tolist()[:2] == [
        pd.Timestamp("2024-03-04 10:30"),
        pd.Timestamp("2024-03-11 08:15"),
    ]
    assert pd.isna(frame["first_response"][2])
    assert frame["First reply time in minutes within business hours"].tolist()[:2] == [75, 45]


def test_freshdesk_durations_are_hours_beyond_a_day():
    frame = read(FIXTURES / "freshdesk.csv")
    assert frame["Resolution time (in hrs)"][0] == pytest.approx(102 + 33 / 60 + 11 / 3600)
    assert frame["Time tracked"].tolist() == pytest.approx([1 / 6, 0])
    assert read(FIXTURES / "freshservice.csv")["First Response Time (in Hrs)"][0] == 0.5


POT = """name: Test
timezone: Europe/Berlin
tables:
  responses:
    file: limesurvey_codes.csv
    source: limesurvey
    columns: {nps: NPS}
    exclude: {complete: [false]}
  tickets: {file: zendesk.csv, source: zendesk, personal: [requester, email, submitter, assignee, text]}
  events: {file: repair.xes, source: xes}
"""


def test_a_declared_source_gives_canonical_columns_in_a_pot(tmp_path):
    for name in ("limesurvey_codes.csv", "zendesk.csv", "repair.xes"):
        (tmp_path / name).write_bytes((FIXTURES / name).read_bytes())
    (tmp_path / "pot.yml").write_text(POT, encoding="utf-8")
    pot = open_pot(tmp_path)
    assert pot["responses"][["response_id", "nps", "language"]].to_numpy().tolist() == [
        [1, 9, "de"],
        [3, 3, "en"],
    ]
    assert pot.exclusions().loc[0, "rows"] == 1
    assert pot["tickets"]["customer_id"].tolist()[:2] == ["K-1001", "K-1002"]
    assert {"created", "first_response", "resolved", "channel"} <= set(pot["tickets"])
    assert pot["events"]["timestamp"][2] == pd.Timestamp("2024-07-01 10:00", tz="Europe/Berlin")
    assert pot.check(today="2024-08-01").ok


def test_labels_follow_their_columns_into_the_pot(tmp_path):
    (tmp_path / "a.csv").write_bytes((FIXTURES / "limesurvey_texts_de.csv").read_bytes())
    (tmp_path / "pot.yml").write_text(
        "name: T\ntables: {responses: {file: a.csv, source: limesurvey, columns: {score: NPS}}}",
        encoding="utf-8",
    )
    labels = open_pot(tmp_path)["responses"].attrs["labels"]
    assert labels["score"].startswith("Wie wahrscheinlich")


def test_what_pot_yml_maps_itself_comes_first(tmp_path):
    (tmp_path / "a.csv").write_bytes((FIXTURES / "zendesk.csv").read_bytes())
    (tmp_path / "pot.yml").write_text(
        "name: T\ntables:\n  tickets:\n    file: a.csv\n    source: zendesk\n"
        "    columns: {customer_id: Requester id, category: Group}\n",
        encoding="utf-8",
    )
    tickets = open_pot(tmp_path)["tickets"]
    assert tickets["customer_id"].tolist() == [900001, 900002, 900003]
    assert tickets["category"].tolist()[0] == "Billing"
    assert "group" not in tickets


EVENT = (
    '<trace><string key="concept:name" value="c{i}"/><event><string key="concept:name" value="a"/>'
    '<date key="time:timestamp" value="{time}"/></event></trace>'
)


@pytest.mark.parametrize(
    ("times", "day"),
    [
        (["2024-01-01T00:30:00+01:00", "2024-02-01T00:10:00+01:00"], 1),
        (["2024-01-01T00:30:00+01:00", "2024-07-01T00:10:00+02:00"], 1),  # winter and summer of one place
        (["2024-01-01T00:30:00Z", "2024-07-01T00:10:00Z"], 1),
    ],
)
def test_events_of_a_log_stay_on_their_day(tmp_path, times, day):
    log = "".join(EVENT.format(i=i, time=time) for i, time in enumerate(times))
    (tmp_path / "log.xes").write_text(f'<?xml version="1.0"?><log>{log}</log>')
    (tmp_path / "pot.yml").write_text("name: L\ntables: {events: {file: log.xes, source: xes}}")
    stamps = open_pot(tmp_path)["events"]["timestamp"]
    assert stamps.dt.day.tolist() == [day] * len(times)
    assert [stamp.isoformat()[:16] for stamp in stamps] == [time[:16] for time in times]


def test_offsets_of_several_places_are_told_of(tmp_path):
    times = ["2026-07-23T10:00:00+05:00", "2026-07-23T10:00:00+02:00"]
    log = "".join(EVENT.format(i=i, time=time) for i, time in enumerate(times))
    (tmp_path / "log.xes").write_text(f'<?xml version="1.0"?><log>{log}</log>')
    frame = read(tmp_path / "log.xes")
    assert frame["time:timestamp"].dt.hour.tolist() == [5, 8]
    assert any("several offsets" in note for note in frame.attrs["reading"].notes)
