"""A large sample company: what was planted in it is found, what was not is not."""

import duckdb
import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.sample import simulate
from cxlab.sample.web import draw_events

STEPS = ["visit", "tariff_calculator", "application", "contract"]
DECOYS = {"login", "meter_reading", "bill_download", "newsletter_open", "faq_view"}
FIRST = pd.Timestamp("2023-01-01")


class Frames:
    """The tables of a simulated company as frames; customers are numbers, visitors have ids below 0."""

    def __init__(self, customers, seed):
        company = simulate(seed=seed, customers=customers)
        people, survey = company.people, company.survey
        web = draw_events(people, company.end, company.journeys, company.plan, company.timeline, seed=seed)
        names = np.array([*company.vocabulary.journey, "welcome_call", *company.vocabulary.activities])
        self.until = FIRST + pd.Timedelta(days=company.timeline.days)
        self.events = pd.DataFrame(
            {
                "customer_id": np.where(web.customer >= 0, web.customer, -1 - web.visitor),
                "event": names[web.kind],
                "timestamp": FIRST + pd.to_timedelta(web.second, unit="s"),
                "device": np.where(web.mobile, "mobile", "desktop"),
            }
        )
        end = FIRST + pd.to_timedelta(np.minimum(company.end, 9_999), unit="D")
        self.customers = pd.DataFrame(
            {
                "customer_id": np.arange(len(people)),
                "signup_date": FIRST + pd.to_timedelta(people.start, unit="D"),
                "end_date": end.where(company.end < company.timeline.days),
                "sales_channel": people.channel,
            }
        )
        asked = pd.DataFrame(
            {
                "customer_id": survey.customer,
                "date": FIRST + pd.to_timedelta(survey.day, unit="D"),
                "nps": survey.score,
            }
        )
        self.answers = asked.iloc[survey.answered]


@pytest.fixture(scope="module")
def company():
    return Frames(30_000, seed=11)


def test_the_planted_moment_is_confirmed_on_both_outcomes_and_no_decoy_on_any():
    company = Frames(120_000, seed=11)  # the call keeps four customers of a hundred: it takes many to prove
    observed = {"observed_from": FIRST, "observed_until": company.until, "responses": company.answers}
    table = cx.moments_that_matter(
        company.events, company.customers, day=30, horizon=365, adjust=["sales_channel"], **observed
    )
    confirmed = table[table["verdict"] == "confirmed"]
    assert set(zip(confirmed["event"], confirmed["metric"], strict=True)) == {
        ("welcome_call", "retention"),
        ("welcome_call", "nps"),
    }
    tested = table[table["verdict"] != ""]
    assert set(tested["event"]) >= DECOYS
    assert (confirmed["held_out_estimate"] > 0).all()


@pytest.mark.parametrize("days", [30, 60, 90])
def test_cut_short_the_incidence_holds_what_the_naive_share_misses(company, days):
    early = company.events[company.events["timestamp"] <= FIRST + pd.Timedelta(days=days)]
    entered = company.events[company.events["event"] == "visit"].groupby("customer_id")["timestamp"].min()
    window, until = 21, FIRST + pd.Timedelta(days=days)
    everything = cx.funnel(company.events, STEPS, window=window, observed_until=company.until).table.iloc[-1]
    row = cx.funnel(early, STEPS, window=window, observed_until=until).table.iloc[-1]
    assert row["entered"] == (entered <= until).sum()
    truth = everything["mature"]  # thirty thousand visitors followed to the end: known to half a point
    assert row["share_of_first_high"] < truth
    assert row["incidence_low"] < truth < row["incidence_high"]


def test_the_second_step_is_harder_on_a_phone_and_the_others_are_not(company):
    found = cx.funnel(company.events, STEPS, window=60, by="device").differences
    steps = found[found["metric"] == "funnel_share_of_previous"].set_index("name")
    planted = {"tariff_calculator": 0.0, "application": 0.3133 - 0.18, "contract": 0.0}  # truth.yml
    for name, difference in planted.items():
        assert steps.loc[name, "low"] < difference < steps.loc[name, "high"]
    assert set(steps.index[steps["p_adjusted"] < 0.05]) == {"application"}


def test_customers_are_lost_where_they_were_planted_to_be(company):
    visits = company.events[company.events["event"].isin(STEPS)]
    first = visits.groupby("customer_id")["timestamp"].transform("min")
    ripe = visits[(first < company.until - pd.Timedelta("120D")) & (first > FIRST + pd.Timedelta("60D"))]
    table = cx.friction(ripe, goal="contract", inactive_after=60).set_index("event")
    lost = table["lost"] / table["customers"]
    # truth.yml; after the application some look at the calculator again, and are lost there
    planted = {"visit": 1 - 0.55, "tariff_calculator": 1 - 0.24}
    for name, share in planted.items():
        assert lost[name] == pytest.approx(share, abs=0.03)
    assert lost["application"] < 1 - 0.78
    assert table.index[0] == "tariff_calculator"


def test_transitions_and_variants_equal_a_count_in_sql(company):
    events = company.events[company.events["customer_id"].between(-4_000, 4_000)]
    events = events.drop_duplicates(["customer_id", "event", "timestamp"])
    options = {"min_n": 0, "sequence": None}
    found = cx.transitions(events, **options).set_index(["from", "to"])["n"].sort_index()
    order = "partition by customer_id order by timestamp, event"
    counted = duckdb.query_df(
        events, "events", f"""
        select a, b, count(*) as n
        from (select event as a, lead(event) over ({order}) as b from events)
        where b is not null group by a, b order by a, b
        """,
    ).df()  # fmt: skip
    assert found.tolist() == counted["n"].tolist()
    assert list(found.index) == list(zip(counted["a"], counted["b"], strict=True))
    journeys = events[events["event"].isin(STEPS)]
    variants = cx.variants(journeys, min_n=0)
    paths = duckdb.query_df(
        journeys, "events", """
        select count(*) as n from (
            select string_agg(event, '>' order by timestamp, event) as path from events group by customer_id
        ) group by path order by n desc
        """,
    ).df()  # fmt: skip
    assert variants["n"].tolist() == paths["n"].tolist()
    lasting = journeys.groupby("customer_id")["timestamp"].agg(lambda when: when.max() - when.min())
    every = cx.variants(journeys, min_n=int(variants["n"].max()) + 1)
    assert every["median_days"].iloc[0] == pytest.approx(lasting.median() / pd.Timedelta("1D"))
