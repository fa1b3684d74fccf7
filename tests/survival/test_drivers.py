"""Contacts before leaving: when they begin to count, what is refused, what is said where nothing can be."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue
from cxlab.language import using
from cxlab.plots import forest

RNG = np.random.default_rng(1)
N = 400
DAY = pd.Timedelta(days=1)
START = pd.Series(pd.Timestamp("2023-01-01") + pd.to_timedelta(RNG.integers(0, 200, N), unit="D"))
CUSTOMERS = pd.DataFrame({
    "customer_id": range(N), "signup_date": START,
    "end_date": START + pd.to_timedelta(RNG.integers(1, 600, N), unit="D"),
    "plan": RNG.choice(["basic", "flex"], N),
})  # fmt: skip
TENURE = cx.durations(CUSTOMERS, observed_until="2024-06-30")
COMPLAINTS = pd.DataFrame({
    "customer_id": range(200), "created": START[:200] + pd.to_timedelta(RNG.integers(1, 200, 200), unit="D"),
})  # fmt: skip
TICKETS = COMPLAINTS.assign(first_response=COMPLAINTS["created"] + pd.Timedelta(hours=80))
ANSWERS = COMPLAINTS.rename(columns={"created": "date"}).assign(nps=np.arange(200) % 11)


def found(data=TENURE, **given):
    return cx.churn_drivers(data, **given).table.set_index("driver")


def one(signup, contact, **more):
    """Return the spans of one customer with one complaint."""
    customers = pd.DataFrame({"customer_id": [1], "signup_date": [pd.Timestamp(signup)], **more})
    events = pd.DataFrame({"customer_id": [1], "created": [pd.Timestamp(contact)]})
    return cx.exposure_spans(events, customers, date="created", lasts_days=10)


# --- when a contact begins to count ------------------------------------------------------------


def test_contact_counts_from_its_moment_where_tenure_has_a_time_of_day():
    spans = one("2024-01-01 00:30", "2024-01-03 23:00")
    assert spans[["time_from", "time_until"]].to_numpy().tolist() == [[2.9375, 12.9375]]
    timed_end = one("2024-01-01", "2024-01-03 12:00", duration=[9.25])
    assert timed_end["time_from"].tolist() == [2.5]


def test_contact_counts_in_whole_days_where_tenure_does():
    assert one("2024-01-01", "2024-01-03 23:00", duration=[9.0])["time_from"].tolist() == [2.0]


def test_contact_without_time_of_day_counts_from_the_end_of_its_day():
    # Whether it came before somebody who left on that day did so is not known.
    assert one("2024-01-01", "2024-01-03", duration=[9.25])["time_from"].tolist() == [3.0]


def test_no_immortal_time_within_the_day_of_a_contact():
    """Complaints without effect, the day's time recorded: counted from midnight they would protect."""
    rng = np.random.default_rng(5)
    n = 6000
    start = pd.Timestamp("2024-01-01 00:00:01")
    left, asked = rng.exponential(1.5, n), rng.exponential(1.5, n)
    data = pd.DataFrame({"customer_id": range(n), "signup_date": start, "duration": left, "event": True})
    complaints = pd.DataFrame({"customer_id": range(n), "created": start + pd.to_timedelta(asked, unit="D")})
    complaints = complaints[asked < left]
    row = found(data, complaints=complaints).loc["complaint"]
    assert row["low"] < 1 < row["high"]
    midnight = complaints.assign(created=complaints["created"].dt.normalize() + pd.Timedelta(seconds=1))
    assert found(data, complaints=midnight).loc["complaint", "high"] < 0.9


def test_next_answer_of_the_same_day_ends_the_one_before():
    customers = pd.DataFrame({"customer_id": [1], "signup_date": pd.to_datetime(["2024-01-01 06:00"])})
    answers = pd.DataFrame(
        {"customer_id": 1, "date": pd.to_datetime(["2024-01-03 12:00", "2024-01-03 18:00"])}
    )
    spans = cx.exposure_spans(answers, customers, date="date", lasts_days=30, until_next=answers)
    assert spans[["time_from", "time_until"]].to_numpy().tolist() == [[2.25, 2.5], [2.5, 32.5]]


@pytest.mark.parametrize("contacts", ["complaints", "tickets", "responses"])
def test_one_clock_for_contacts_and_customers(contacts):
    table = {"complaints": COMPLAINTS, "tickets": TICKETS, "responses": ANSWERS}[contacts]
    dates = [name for name in table if table[name].dtype.kind == "M"]
    aware = table.assign(**{name: table[name].dt.tz_localize("UTC") for name in dates})
    with pytest.raises(BadValue, match="only one has a time zone"):
        cx.churn_drivers(TENURE, **{contacts: aware})
    both = TENURE.assign(**{name: TENURE[name].dt.tz_localize("UTC") for name in ("signup_date", "end_date")})
    pd.testing.assert_frame_equal(found(both, **{contacts: aware}), found(**{contacts: table}))


def test_first_answer_on_another_clock():
    aware = TICKETS.assign(first_response=TICKETS["first_response"].dt.tz_localize("UTC"))
    with pytest.raises(BadValue, match="'created' and 'first_response' only one has a time zone"):
        cx.churn_drivers(TENURE, tickets=aware)


# --- what is taken and what refused ------------------------------------------------------------


def test_one_covariate_by_its_name():
    pd.testing.assert_frame_equal(
        found(complaints=COMPLAINTS, covariates="plan"), found(complaints=COMPLAINTS, covariates=["plan"])
    )


def test_customers_and_contacts_of_polars():
    pd.testing.assert_frame_equal(
        found(
            pl.from_pandas(TENURE), complaints=pl.from_pandas(COMPLAINTS), responses=pl.from_pandas(ANSWERS)
        ),
        found(complaints=COMPLAINTS, responses=ANSWERS),
    )


def test_scores_as_text():
    with pytest.raises(BadValue, match="'nps' must hold numbers"):
        cx.churn_drivers(TENURE, responses=ANSWERS.assign(nps=ANSWERS["nps"].astype(str)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"tickets": TICKETS, "window_days": 2},
            r"window_days must be more than slow_hours / 24 \+ lag_days",
        ),
        (
            {"complaints": COMPLAINTS, "window_days": 5, "lag_days": 5},
            "window_days must be more than lag_days",
        ),
        ({"responses": ANSWERS, "score_days": 0}, "score_days must be more than lag_days"),
        ({"complaints": COMPLAINTS, "lag_days": -1}, "not negative"),
        ({}, "give at least one"),
    ],
)
def test_windows_that_never_open(given, words):
    with pytest.raises(BadParameter, match=words):
        cx.churn_drivers(TENURE, **given)


@pytest.mark.parametrize(("is_in", "said"), [("months", "days"), ("days", "months"), ("years", "weeks")])
def test_unit_must_be_that_of_the_durations(is_in, said):
    tenure = cx.durations(CUSTOMERS, observed_until="2024-06-30", unit=is_in)
    with pytest.raises(BadParameter, match=f"unit is '{said}'.*they look like {is_in}"):
        cx.churn_drivers(tenure, complaints=COMPLAINTS, unit=said)
    assert np.isfinite(found(tenure, complaints=COMPLAINTS, unit=is_in)["low"]).all()
    # Without end dates, or told not to, it cannot be checked.
    cx.churn_drivers(tenure, complaints=COMPLAINTS, unit=said, end=None, min_n=0)


# --- where nothing can be said -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "driver", "note"),
    [
        (
            {"tickets": TICKETS.assign(first_response=TICKETS["created"])},
            "slow_answer",
            "no customer has one",
        ),
        ({"responses": ANSWERS.assign(nps=9)}, "detractor_score", "no customer has one"),
        ({"responses": ANSWERS.assign(nps=2)}, "detractor_score", "there is no better score to compare with"),
        (
            {"tickets": TICKETS.assign(created=TICKETS["created"] + 2000 * DAY, first_response=pd.NaT)},
            "slow_answer",
            "none falls into the time in which customers were observed",
        ),
    ],
)
def test_contact_without_figures_is_told(given, driver, note):
    result = cx.churn_drivers(TENURE, complaints=COMPLAINTS, **given)
    row = result.table.set_index("driver").loc[driver]
    assert row["note"] == note
    assert np.isnan(row["hazard_ratio"])
    assert f"{note}." in result.text
    assert "Too few" not in result.text
    forest(result.table, names=list(result.table["driver"]))


def test_contact_that_everybody_always_has():
    at_signup = pd.DataFrame({"customer_id": range(N), "created": START - DAY})
    with pytest.raises(BadParameter, match="complaint: no customer was ever without one"):
        cx.churn_drivers(TENURE, complaints=at_signup, window_days=5000)


def test_contact_that_another_determines():
    same = TICKETS.assign(first_response=TICKETS["created"] + 9 * DAY)
    late = COMPLAINTS.assign(created=COMPLAINTS["created"] + 2 * DAY)
    result = cx.churn_drivers(TENURE, complaints=late, tickets=same, window_days=5000)
    assert "after a slow answer: the other contacts and covariates determine who has one." in result.text


def test_contacts_after_which_nobody_left():
    stayed = TENURE.loc[~TENURE["event"].astype(bool), "customer_id"].head(20)
    some = COMPLAINTS.iloc[:0].reindex(range(20)).assign(customer_id=stayed.to_numpy())
    some = some.assign(created=START[stayed].to_numpy() + 10 * DAY)
    result = cx.churn_drivers(TENURE, complaints=some)
    assert "after a complaint: nobody left then." in result.text
    assert result.table["customers"].tolist() == [20]


@pytest.mark.parametrize("min_n", [5, 3])
def test_few_customers_are_not_shown(min_n):
    result = cx.churn_drivers(TENURE, complaints=COMPLAINTS[:4], responses=ANSWERS, min_n=min_n)
    row = result.table.set_index("driver").loc["complaint"]
    exposed = result.rows.loc[result.rows["complaint"], "customer_id"].nunique()
    assert 3 <= exposed < 5
    left = int(result.rows.loc[result.rows["complaint"], "event"].sum())
    hidden = exposed < min_n or 0 < left < min_n or 0 < exposed - left < min_n
    assert hidden
    assert pd.isna(row["customers"])
    assert (row["note"] == f"suppressed: n < {min_n}") == hidden
    assert row[["hazard_ratio", "low", "high", "p", "customer_units", "events"]].isna().all() == hidden
    assert (f"fewer than {min_n} customers" in result.text) == hidden
    forest(result.table, names=list(result.table["driver"]))


def test_readings_are_german_in_a_german_report():
    with using("de"):
        text = cx.churn_drivers(TENURE, complaints=COMPLAINTS[:3], responses=ANSWERS.assign(nps=9)).text
    assert "Nothing" not in text
    assert "weniger als 5 Kunden" in text


# --- the model beside it -----------------------------------------------------------------------


def test_ratios_of_a_level_not_shown_have_no_halves_either():
    data = TENURE.assign(rare=np.where(TENURE.index < 3, "x", "a"))
    test = cx.cox(data, covariates=["rare", "plan"]).ph_test().set_index("covariate")
    assert test.loc["rare", ["early", "late"]].isna().all()
    assert test.loc["plan", ["early", "late"]].notna().all()


@pytest.mark.parametrize(("name", "value"), [("time_varying", ["plan"]), ("reference", "basic")])
def test_options_per_covariate(name, value):
    with pytest.raises(BadParameter, match=f"{name} says something per covariate, such as"):
        cx.cox(TENURE, covariates="plan", **{name: value})


@pytest.mark.parametrize("cuts", [["x"], [-3], [None]])
def test_tenures_at_which_an_effect_may_change(cuts):
    with pytest.raises(BadParameter, match="time_varying: the tenures"):
        cx.cox(TENURE, covariates="plan", time_varying={"plan": cuts})


def test_what_is_shown_of_a_result_is_its_tables_not_its_customers():
    result = cx.churn_drivers(TENURE, complaints=COMPLAINTS, covariates="plan")
    assert "customer_id" not in repr(result)
    assert len(repr(result)) < 1500
    assert len(repr(result.model)) < 2500


@pytest.mark.parametrize("times", ["abc", [3, None], [-1], []])
def test_times_of_a_forecast(times):
    for model in (
        cx.cox(TENURE, covariates="plan"),
        cx.aft(TENURE, covariates="plan", distribution="weibull"),
    ):
        with pytest.raises(BadParameter, match="times must be tenures"):
            model.predict_survival(TENURE[:2], times)


@pytest.mark.parametrize("code", [99, -1, 11])
def test_codes_that_mean_no_answer_are_no_scores(code):
    odd = ANSWERS.assign(nps=ANSWERS["nps"].where(ANSWERS.index > 2, code))
    with pytest.raises(BadValue, match=f"'nps' holds 3 values outside 0 to 10, such as {code}"):
        cx.churn_drivers(TENURE, responses=odd)
