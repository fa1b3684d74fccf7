import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import BadValue, UnknownName
from cxlab.language import (
    current,
    date,
    interval,
    month,
    number,
    p_value,
    percent,
    period_name,
    signed,
    use,
    using,
)

NBSP, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


@pytest.fixture(params=["en", "de"])
def language(request):
    with using(request.param):
        yield request.param


@pytest.fixture
def german():
    with using("de"):
        yield


def test_german_numbers(german):
    assert number(1234567) == "1.234.567"
    assert number(1234.56) == "1.234,6"
    assert number(-0.25, 2) == f"{MINUS}0,25"
    assert signed(3.2) == "+3,2"
    assert signed(-3.2) == f"{MINUS}3,2"
    assert percent(0.1234) == f"12,3{NBSP}%"
    assert percent(0.1234, 0) == f"12{NBSP}%"


def test_german_intervals_name_the_unit_once(german):
    assert interval(37.2, 42.4) == "37,2 bis 42,4"
    assert interval(-3.26, 4.1) == f"{MINUS}3,3 bis 4,1"
    assert interval(0.1, 0.25, as_percent=True) == f"10,0 bis 25,0{NBSP}%"


def test_german_dates(german):
    assert date("2017-05-08") == "08.05.2017"
    assert date(dt.date(2017, 5, 8), "long") == "8. Mai 2017"
    assert month(pd.Timestamp("2017-03-01")) == "März 2017"
    assert period_name("2017-05-08", "week") == "Woche ab 08.05.2017"
    assert period_name("2017-04-01", "quarter") == "Q2 2017"


def test_p_values(german):
    assert p_value(0.0234) == "0,023"
    assert p_value(0.00099) == f"<{NBSP}0,001"
    assert p_value(0.001) == "0,001"
    assert p_value(1) == "1,000"
    assert p_value(0.00001, prefix=True) == f"p{NBSP}<{NBSP}0,001"
    assert p_value(0.2, prefix=True) == f"p{NBSP}={NBSP}0,200"


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_missing_values_are_a_dash(language, missing):
    for write in (number, signed, percent, p_value, date, month):
        assert write(missing) == "–"
    assert interval(missing, missing) == "–"
    assert period_name(missing, "month") == "–"


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_numbers_are_read_back(value, digits):
    for language, (thousands, decimal) in {"en": (",", "."), "de": (".", ",")}.items():
        with using(language):
            text = number(value, digits)
        back = float(text.replace(thousands, "").replace(decimal, ".").replace(MINUS, "-"))
        assert abs(back - value) <= 0.5 * 10**-digits * (1 + 1e-6) + 1e-9 * abs(value)
        assert "-" not in text


@given(st.floats(-0.0499, 0.0499))
def test_nothing_is_minus_zero(value):
    assert number(value, 1) == "0.0"
    assert signed(value, 1) == "0.0"


@pytest.mark.parametrize(
    "day",
    [
        "2017-05-08",
        dt.date(2017, 5, 8),
        dt.datetime(2017, 5, 8, 23, 59),
        pd.Timestamp("2017-05-08 10:00", tz="Europe/Berlin"),
        np.datetime64("2017-05-08"),
    ],
)
def test_every_kind_of_date(day):
    assert date(day) == "8 May 2017"


def test_wrong_use_is_told():
    with pytest.raises(BadValue, match="expected a date"):
        date("yesterday")
    with pytest.raises(BadValue, match="medium, long"):
        date("2017-05-08", "short")
    with pytest.raises(BadValue, match="quarter"):
        period_name("2017-05-08", "decade")
    with pytest.raises(UnknownName, match="available: en, de"):
        use("fr")


def test_using_ends_with_its_block():
    assert current() == "en"
    with using("de"):
        assert current() == "de"
        with using("en"):
            assert current() == "en"
        assert current() == "de"
    assert current() == "en"
