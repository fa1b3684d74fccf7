"""The vocabulary: one meaning per name, values as their kind is written, no more digits than known."""

import numpy as np
import pandas as pd
import pytest

from cxlab import report
from cxlab.language import using
from cxlab.results import (
    Column,
    all_columns,
    all_metrics,
    digits_of,
    fault_of,
    kinds_of,
    label,
    money,
    registry,
    text_of,
    written,
)
from cxlab.text import Text


def lines(capsys, frame, **options):
    report.table(frame, **options)
    return [line.split(" | ") for line in capsys.readouterr().out.splitlines()]


def test_every_term_has_a_kind_that_exists_and_a_german_name():
    for name, column in all_columns().items():
        assert not fault_of(column.kind, None), name
        assert column.label, name
    assert all(metric.better in ("high", "low", "") for metric in all_metrics().values())
    with using("de"):
        assert label("n_eff") == "Effektive Antworten"


def test_a_name_that_two_rooms_explain_is_refused(monkeypatch):
    monkeypatch.setattr(registry, "ROOMS", ("common", "common"))
    registry.all_columns.cache_clear()
    with pytest.raises(ValueError, match="explain again"):
        registry.all_columns()
    monkeypatch.undo()
    registry.all_columns.cache_clear()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("count", 3.0, 2.5),
        ("count", 0, -1),
        ("share", 1.0, 1.01),
        ("share_difference", -0.4, -40),
        ("points", -40, 900),
        ("p", 0.04, 1.3),
        ("level", 0.95, 12),
        ("ratio", 1.6, -1),
        ("flag", True, 1),
        ("date", pd.Timestamp("2025-01-01"), "soon"),
        ("text", "words", 3),
        ("number", 3, "three"),
        ("number", 3, True),
    ],
)
def test_what_a_kind_allows(kind, good, bad):
    assert fault_of(kind, good) == ""
    assert fault_of(kind, bad).startswith("expected")
    assert fault_of(kind, None) == fault_of(kind, np.nan) == fault_of(kind, pd.NA) == ""


@pytest.mark.parametrize(
    ("kind", "low", "high", "digits"),
    [
        ("points", 37.2, 42.4, 1),  # half-width 2.6: two digits are tenths
        ("points", -3, 27, 0),  # 15: two digits are ones
        ("share", 0.10, 0.14, 1),
        ("share", 0.1, 0.5, 0),  # 20 percentage points
        ("share_difference", -0.5, -0.3, 0),
        ("ratio", 1.1, 2.4, 2),
        ("ratio", 5, 40, 0),
        ("money", 91_000, 109_000, -2),
        ("money", 10, 10, 0),
        ("points", None, None, 1),
        ("points", 1, np.nan, 1),
    ],
)
def test_digits_are_at_most_two_of_the_half_width(kind, low, high, digits):
    assert digits_of(kind, low, high) == digits


def test_money_stands_where_each_language_writes_it():
    assert money(1240, "EUR") == "€1,240"
    assert money(1240, "CHF") == "CHF\xa01,240"
    with using("de"):
        assert money(-1240, "EUR") == "−1.240\xa0€"
        assert money(1240, "") == "1.240"
    assert written(104_332, "money", -2, currency="USD") == "$104,300"


def test_code_words_notes_and_names_of_columns_are_told():
    columns = all_columns()
    with using("de"):
        assert text_of("rest", columns["versus"]) == "alle übrigen"
        assert text_of("weakness", columns["direction"]) == "Schwäche"
        assert text_of("sales_channel", columns["factor"]) == "Vertriebsweg"
        assert text_of(Text("no valid answers"), columns["note"]) == "keine gültigen Antworten"
    assert text_of((3, 17), None) == "3, 17"


def test_ids_of_the_user_are_ids(capsys):
    frame = pd.DataFrame({"customer_id": [2000002, 17], "shop": [2000002.0, np.nan], "price": [29.95, 3.5]})
    assert lines(capsys, frame)[1:] == [["2000002", "2000002", "29.95"], ["17", "–", "3.5"]]


def test_a_rate_effect_is_in_points_and_not_in_percent(capsys):
    frame = pd.DataFrame({"segment": ["A"], "rate": [-40.0], "mix": [3.25]})
    assert lines(capsys, frame) == [["Segment", "Rate effect", "Mix effect"], ["A", "−40.0", "3.2"]]


def test_a_difference_of_shares_is_in_points_and_signed(capsys):
    frame = pd.DataFrame(
        {
            "factor": "region",
            "group": ["Nord", "Süd"],
            "versus": "rest",
            "metric": "csat",
            "estimate": [-0.052, 0.052],
            "low": [-0.09, 0.01],
            "high": [-0.014, 0.094],
            "value": [0.7, 0.752],
            "value_versus": [0.752, 0.7],
            "n": [300, 400],
            "p_adjusted": [0.0004, 0.2],
            "level": 0.95,
            "correction": "holm",
        }
    )
    head, first, second = lines(capsys, frame)
    assert head[:4] == ["Region", "Compared with", "Difference (points)", "95% interval"]
    assert head[4:] == ["CSAT", "Value compared with", "Answers", "p, corrected"]
    assert first == ["Nord", "all others", "−5.2", "−9.0 to −1.4", "70.0%", "75.2%", "300", "<\xa00.001"]
    assert second[2] == "+5.2"
    with using("de"):
        head, first, _second = lines(capsys, frame)
    assert head[:4] == ["Region", "Verglichen mit", "Unterschied (Punkte)", "95\xa0%-Intervall"]
    assert first[1:5] == ["alle übrigen", "−5,2", "−9,0 bis −1,4", "70,0\xa0%"]


def test_limits_stand_behind_their_figure(capsys):
    frame = pd.DataFrame({"share": [0.4, 0.1], "share_low": [0.2, np.nan], "share_high": [0.6, np.nan]})
    assert lines(capsys, frame) == [["Share"], ["40% (20% to 60%)"], ["10.0%"]]


def test_the_sides_of_a_comparison_are_shares_and_its_estimates_points(capsys, monkeypatch):
    terms = all_columns() | {
        f"held_out_{end}": Column(f"Held out {end}", "metric") for end in ("estimate", "low", "high")
    }
    monkeypatch.setattr("cxlab.results.registry.all_columns", lambda: terms)
    frame = pd.DataFrame(
        {
            "metric": ["csat"],
            "value": [0.8],
            "value_low": [0.7],
            "value_high": [0.9],
            "value_versus": [0.5],
            "held_out_estimate": [0.3],
            "held_out_low": [0.28],
            "held_out_high": [0.32],
        }
    )
    assert lines(capsys, frame) == [
        ["CSAT", "Value compared with", "Held out estimate"],
        ["80% (70% to 90%)", "50.0%", "+30.0 (28.0 to 32.0)"],
    ]


def test_an_amount_has_the_currency_that_it_names(capsys):
    frame = pd.DataFrame({"metric": ["value_at_risk"], "estimate": [1234.0], "currency": ["EUR"]})
    assert lines(capsys, frame) == [["Value at risk"], ["€1,234"]]


def test_an_unknown_metric_is_a_number_and_an_unknown_column_the_users_own():
    frame = pd.DataFrame({"metric": ["joy"], "estimate": [3.0], "colour": ["red"]})
    assert kinds_of(frame, "estimate") == ["number"]
    assert kinds_of(frame, "colour") == ["own"]


def test_months_and_days_are_dates_of_their_length(capsys):
    frame = pd.DataFrame(
        {"quarter": pd.to_datetime(["2025-04-01"]), "newest": pd.to_datetime(["2025-12-01"])}
    )
    assert lines(capsys, frame)[1] == ["Q2 2025", "1 Dec 2025"]


@pytest.mark.parametrize(
    ("column", "code", "german"),
    [
        ("band", "promoter", "Promotoren"),
        ("second", "must_be", "Basis"),
        ("effect", "excluded", "ausgelassen"),
        ("role", "consequence", "folgt von selbst"),
        ("verdict", "not confirmed", "nicht bestätigt"),
        ("misses", "too high", "zu hoch"),
        ("driver", "slow_answer", "späte Antwort"),
        ("trait", "sales_channel", "Vertriebsweg"),
        ("to", "(end)", "(Ende)"),
    ],
)
def test_code_words_are_told_in_german(column, code, german):
    with using("de"):
        assert text_of(code, all_columns()[column]) == german
