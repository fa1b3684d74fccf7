"""Periods as text: what does not sort as time runs is refused, with the call that makes dates of it."""

import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadValue


def answers(before, after):
    """Return fifty promoters before and fifty detractors after: the change is -200."""
    return pd.DataFrame({"when": [before] * 50 + [after] * 50, "nps": [10] * 50 + [0] * 50})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("31.01.2024", "01.02.2024"),
        ("31.12.23", "01.01.24"),
        ("31/01/2024", "01/02/2024"),
        ("12/2023", "1/2024"),
        ("Jan 2024", "Feb 2024"),
        ("März 2024", "April 2024"),
        ("Dezember", "Januar"),
        ("Q4 2023", "Q1 2024"),
        ("4. Quartal 2023", "1. Quartal 2024"),
        ("KW 40 2023", "KW 5 2024"),
        ("Welle 9", "Welle 10"),
        ("2024-9", "2024-10"),
    ],
)
def test_text_that_sorts_otherwise_is_refused(before, after):
    with pytest.raises(BadValue, match="sorts by its letters and not by time"):
        cx.nps_change(answers(before, after), period="when")
    with pytest.raises(BadValue, match="sorts by its letters and not by time"):
        cx.nps_compare(answers(before, after), by="when", against="previous")
    assert len(cx.nps(answers(before, after), by="when")) == 2  # groups without an order may be called so


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2024-01", "2024-02"),
        ("2024-01-31", "2024-02-01"),
        ("2024-Q1", "2024-Q2"),
        ("2023", "2024"),
        ("Welle 1", "Welle 2"),
        ("vorher", "während"),
        (9, 10),
    ],
)
def test_text_that_sorts_as_time_runs_is_taken(before, after):
    assert cx.nps_change(answers(before, after), period="when")["estimate"].iloc[0] == pytest.approx(-200)


def test_an_order_of_categories_is_the_callers():
    data = answers("Jan 2024", "Feb 2024")
    data["when"] = pd.Categorical(data["when"], ["Jan 2024", "Feb 2024"], ordered=True)
    assert cx.nps_change(data, period="when")["estimate"].iloc[0] == pytest.approx(-200)


@pytest.mark.parametrize(
    ("texts", "advice"),
    [
        (["31.01.2024", "01.02.2024"], r'format="%d\.%m\.%Y"'),
        (["31.01.24", "01.02.24"], r'format="%d\.%m\.%y"'),
        (["31.01.2024 10:00", "01.02.2024 11:30"], r'format="%d\.%m\.%Y %H:%M"'),
        (["03/04/2024", "05/06/2024"], r"format='%d/%m/%Y'.* or format='%m/%d/%Y'"),
        (["2024-01-31", "2024-02-01"], 'format="ISO8601"'),
        (["01.2024", "02.2023"], r'format="%m\.%Y"'),
        (["bald", "später"], "naming its format"),
    ],
)
def test_advice_never_reads_german_dates_as_american(texts, advice):
    data = pd.DataFrame({"when": texts * 5, "nps": [9, 3] * 5})
    with pytest.raises(BadValue, match=advice) as caught:
        cx.nps(data, by=cx.period("when", "month"))
    assert "to_datetime(data['when'])" not in str(caught.value)
