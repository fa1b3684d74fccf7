"""What the journey report says equals what is recomputed here from the events, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter
from cxlab.language import using
from cxlab.stats import wilson
from cxlab.templates import journey_funnel as narrative
from cxlab.templates.journey_funnel.friction import worst
from cxlab.templates.journey_funnel.funnel import narrowest
from cxlab.templates.journey_funnel.words import lasting

STEPS = ["visit", "tariff_calculator", "application", "contract", "first_bill"]


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def events(pot):
    return pot["events"]


@pytest.fixture(scope="module")
def journey(events):
    return cx.funnel(events, STEPS, window=45)


def log(paths: dict[str, int], days: float = 1.0) -> pd.DataFrame:
    rows, who = [], 0
    for path, customers in paths.items():
        for _ in range(customers):
            who += 1
            start = pd.Timestamp("2024-01-01") + pd.Timedelta(days=who % 20)
            rows += [
                (who, name, start + pd.Timedelta(days=days * at)) for at, name in enumerate(path.split())
            ]
    return pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])


def plain(markup) -> str:
    return " ".join(str(markup.striptags()).split())


def test_the_narrowest_step_is_counted_on_journeys_whose_window_has_passed(events, journey):
    end = events["timestamp"].max() - pd.Timedelta(days=45)
    first = events[events["event"] == "visit"].groupby("customer_id")["timestamp"].min()
    ripe = first[first <= end]
    calculated = events[events["event"] == "tariff_calculator"].merge(ripe.rename("entry"), on="customer_id")
    gap = calculated["timestamp"] - calculated["entry"]
    there = calculated[(gap > pd.Timedelta(0)) & (gap <= pd.Timedelta(days=45))]
    came = there.groupby("customer_id")["timestamp"].min()
    applied = events[events["event"] == "application"].merge(came.rename("came"), on="customer_id")
    applied = applied.merge(ripe.rename("entry"), on="customer_id")
    went = applied[
        (applied["timestamp"] > applied["came"])
        & (applied["timestamp"] - applied["entry"] <= pd.Timedelta(days=45))
    ]["customer_id"].nunique()
    low, high = wilson(went, len(came), level=0.95)
    text = plain(narrative.steps(journey))
    assert f"of {len(came):,} journeys that came to tariff calculator" in text
    assert f"{went / len(came):.1%} went on (95% interval {low:.1%} to {high:.1%})" in text
    assert f"{len(came) - went:,} did not" in text


def test_the_cards_say_what_the_table_says(journey):
    last = journey.table.iloc[-1]
    cards = {label: (value, detail) for label, value, detail in narrative.cards(journey)}
    assert cards["Entered"] == (f"{journey.table['entered'].iloc[0]:,}", "with visit")
    limits = f"95% interval {last['incidence_low']:.1%} to {last['incidence_high']:.1%}"
    assert cards["Reach first bill"] == (f"{last['incidence']:.1%}", f"within 45 days; {limits}")
    assert cards["Median time to first bill"][0] == f"{last['median_days']:.1f} days"
    assert cards["Narrowest step"][1] == "go on from tariff calculator to application"


def test_few_journeys_are_called_few_and_unfinished_ones_unfinished():
    few = cx.funnel(log({"a b": 9, "a": 6}), ["a", "b"], window=45)
    tight = narrowest(few)
    assert (tight.n, tight.lost, tight.mature) == (15, 6, False)
    text = plain(narrative.steps(few))
    assert "60.0% have gone on so far" in text
    assert "With so few journeys read the interval" in text
    assert "cannot be told how many" in text
    assert narrative.cards(few)[1][1:] == ("–", "too few were observed for 45 days")


def test_a_window_too_short_is_told():
    events = log({"a b": 200}, days=9.9)
    rest = log({"z": 1}).assign(customer_id=999, timestamp=pd.Timestamp("2024-06-01"))
    short = cx.funnel(pd.concat([events, rest]), ["a", "b"], window=10)
    long = cx.funnel(pd.concat([events, rest]), ["a", "b"], window=30)
    assert "more still arrive at b" in plain(narrative.times(short))
    assert "still arrive" not in plain(narrative.times(long))


def test_lengths_of_time_and_their_plurals():
    assert [lasting(d) for d in (1, 2, 3, 1 / 24, 1.5 / 24 / 60, 1 / 1440)] == [
        "24 hours", "2 days", "3 days", "60 minutes", "2 minutes", "1 minute",
    ]  # fmt: skip
    with using("de"):
        assert lasting(12.34) == "12,3 Tage"
        assert lasting(1 / 1440) == "1 Minute"


def test_transitions_are_those_counted_here(events):
    table = cx.transitions(events, sequence="event_id")
    order = events.sort_values(["customer_id", "timestamp", "event_id"])
    following = order.groupby("customer_id")["event"].shift(-1)
    logins = following[(order["event"] == "login") & following.notna()]
    n = int((logins == "login").sum())
    text = plain(narrative.transitions(table))
    assert f"login: where anything follows, it is login in {n / len(logins):.0%} of cases" in text
    assert f"; {n:,}×)" in text


def test_paths_cover_what_they_say(events):
    table = cx.variants(events, sequence="event_id")
    text = plain(narrative.variants(table, min_n=5))
    paths = events.sort_values(["customer_id", "timestamp", "event_id"]).groupby("customer_id")["event"]
    counts = paths.agg(" > ".join).value_counts()
    assert f"There are {len(counts):,} different paths" in text
    covered = counts.iloc[:5].sum() / counts.sum()
    assert f"the 5 most frequent cover {covered:.0%} of {counts.sum():,} customers" in text
    view = narrative.variant_view(table)
    assert view["frame"]["variant"].iloc[-1] == "rarer paths together"
    assert view["frame"]["n"].iloc[-1] == counts[counts < 5].sum()


def test_one_rare_path_alone_is_not_shown_as_frequent():
    # Of the rarest, 4 customers, the next rarest hides the number: it is known how many there are in all.
    table = cx.variants(log({"a b": 12, "a d": 4, "a c": 4}))
    text = plain(narrative.variants(table, min_n=5))
    assert "the most frequent covers 60% of 20 customers" in text
    assert (
        plain(narrative.variants(cx.variants(log({"a": 7})), min_n=5))
        == "All 7 customers take the same path."
    )


def test_friction_names_owner_interval_and_rules(pot, events):
    way = events[events["event"].isin(STEPS)]
    table = cx.friction(way, goal="first_bill", inactive_after=45, tickets=pot["tickets"])
    table = cx.with_owners(table, pot["processes"])
    text = plain(narrative.friction(table, inactive_after=45, score="csat", limit=None))
    end = way["timestamp"].max() - pd.Timedelta(days=45)
    ordered = way.drop_duplicates(["customer_id", "timestamp", "event"])
    ordered = ordered.sort_values(["customer_id", "timestamp", "event"])
    gap = ordered.groupby("customer_id")["timestamp"].shift(-1) - ordered["timestamp"]
    mine = (ordered["event"] == "tariff_calculator") & (ordered["timestamp"] <= end)
    lost = int((mine & ~(gap <= pd.Timedelta(days=45))).sum())
    low, high = wilson(lost, mine.sum(), level=0.95)
    assert f"tariff calculator: {lost:,} visits after which the journey stopped" in text
    assert f"({lost / mine.sum():.1%} of {mine.sum():,}; 95% interval {low:.1%} to {high:.1%})" in text
    assert "(process: Online-Abschluss; owner: Leitung Vertrieb)." in text
    assert "follows for 45 days" in text
    assert "no answers with CSAT" in text
    assert "need not come from it" in text


def test_what_was_not_judged_is_not_called_zero():
    table = cx.friction(log({"a b": 9, "a": 3}), goal="b", inactive_after=400)
    view = narrative.friction_view(table)
    assert "lost" not in view["columns"]
    assert "low" not in view["columns"]


def test_moments_state_who_was_compared_and_that_it_is_no_proof(pot, events):
    table = cx.moments_that_matter(events, pot["customers"], responses=pot["responses"], day=30, horizon=365,
                       adjust=["sales_channel"])  # fmt: skip
    text = plain(narrative.moments(table, day=30, horizon=365, adjust=["sales_channel"]))
    people = table.attrs["customers"]
    assert f"Compared are {people['at the landmark']:,} of {people['rows']:,} customers" in text
    left = people["began before the observed time"]
    assert f"{left:,} (began before the observed time)" in text
    assert "within the same sales channel" in text
    assert f"There are {(table['verdict'] != '').sum()} comparisons" in text
    assert "does not prove" in text or "Only an experiment" in text
    assert "Nothing was adjusted for" in plain(narrative.moments(table, day=30, horizon=365))


def test_a_confirmed_moment_is_told_with_its_figures():
    row = {
        "event": "welcome_call", "metric": "retention", "estimate": 0.123, "low": 0.05, "high": 0.2,
        "n": 40, "n_versus": 60, "p_adjusted": 0.0004, "held_out_p": 0.02,
        "verdict": "confirmed", "process": "Greeting", "owner": "Kim <b>",
    }  # fmt: skip
    table = pd.DataFrame([row, row | {"event": "login", "verdict": "not confirmed"}])
    table.attrs["customers"] = {"rows": 200, "at the landmark": 100}
    said = narrative.moments(table, day=30, horizon=90)
    assert (
        "+12.3 percentage points retention (interval 5.0 to 20.0; n = 40 with, 60 without; "
        "p < 0.001 in the search, p = 0.020 in the check)"
    ) in plain(said)
    assert "owner: Kim &lt;b&gt;" in str(said)
    assert "Not confirmed by the check, so no finding: login." in plain(said)


def test_channels_are_written_in_their_unit_and_with_owner(pot):
    tickets = pot["tickets"].assign(good=narrative.solved_for_good(pot["tickets"]))
    table = cx.channel_consistency(tickets, outcome="good")
    table = cx.with_owners(table, pot["processes"], touchpoint="category")
    text = plain(narrative.channels(table))
    judged = table["estimate"].notna() & table["estimate_versus"].notna()
    assert f"There were {judged.sum()} comparisons." in text
    row = table[table["differs"] & (table["metric"] == "median_hours")].iloc[0]
    assert f"{row['category']} by {row['channel']}: solved after {row['estimate']:.1f} hours" in text
    assert "owner: Leitung Abrechnung" in text
    cells = narrative.channel_view(table)["frame"]["own"]
    assert cells.str.contains("hours|%").all()


def test_open_requests_are_not_called_solved(pot):
    tickets = pot["tickets"]
    good, open_ones = narrative.solved_for_good(tickets), tickets["resolved"].isna()
    assert open_ones.sum() == 10
    assert good[open_ones].isna().all()
    solved = tickets[~open_ones]
    assert good.mean() == pytest.approx((solved["reopened"] == 0).mean())
    assert narrative.solved_for_good(tickets.drop(columns="reopened")).isna().all()


def test_every_share_of_a_table_has_its_interval(pot, events, journey):
    last = journey.table.iloc[-1]
    shown = narrative.funnel_view(journey.table)["frame"]
    for name in ("share_of_first", "mature", "incidence", "share_of_previous"):
        written = f"{last[name]:.1%} ({last[f'{name}_low']:.1%} to {last[f'{name}_high']:.1%})"
        assert shown[name].iloc[-1] == written
    assert shown["share_of_first"].iloc[0] == "100.0%"
    rub = cx.friction(events, tickets=pot["tickets"])
    first = rub.iloc[0]
    written = (
        f"{first['ticket_share']:.1%} ({first['ticket_share_low']:.1%} to {first['ticket_share_high']:.1%})"
    )
    assert narrative.friction_view(rub)["frame"]["ticket_share"].iloc[0] == written


def test_p_stands_beside_the_effect_it_belongs_to(pot, events):
    table = cx.moments_that_matter(events, pot["customers"], responses=pot["responses"], day=30, horizon=365)
    view, row = narrative.moment_view(table), table.iloc[0]
    place = view["columns"].index("p_adjusted")
    assert view["columns"][place - 1] == "discovery_estimate"
    scale = 100 if row["metric"] == "retention" else 1
    written = [
        f"{scale * row[name]:.1f}" for name in ("discovery_estimate", "discovery_low", "discovery_high")
    ]
    expected = f"{written[0]} ({written[1]} to {written[2]})".replace("-", "\N{MINUS SIGN}")
    assert view["frame"]["discovery_estimate"].iloc[0] == expected


def test_rows_left_out_are_told_with_their_reasons(pot, events):
    rub = cx.friction(
        events, responses=pot["responses"], score="csat", dissatisfied=2, tickets=pot["tickets"]
    )
    text = plain(narrative.friction(rub, inactive_after=30, score="csat", limit=2))
    for reason, n in rub.attrs["excluded"].items():
        assert f"{n:,} ({reason})" in text
    found = cx.moments_that_matter(events, pot["customers"], responses=pot["responses"], day=30, horizon=365)
    text = plain(narrative.moments(found, day=30, horizon=365))
    assert f"{found.attrs['excluded']['answer of nobody at the landmark']:,} (answer of nobody" in text
    whole = cx.friction(log({"a b": 9, "a": 3}), goal="b", inactive_after=9)
    assert "left out:" not in plain(narrative.friction(whole, inactive_after=9, score="csat", limit=None))


def test_nothing_to_say_is_said():
    sentences = {
        "to compare by": narrative.groups(None, by=""),
        "no column “worth”": narrative.missed(None, value="worth"),
        "30 days later": narrative.moments(None, day=30, horizon=9),
        "no service process": narrative.process(None),
        "channels cannot be compared": narrative.channels(None),
    }
    for words, said in sentences.items():
        assert words in plain(said)
        assert "{" not in str(said)


def test_columns_are_chosen_or_refused(events):
    assert narrative.group_column(events, "auto") == "channel"
    assert narrative.group_column(events.drop(columns="channel"), "auto") == ""
    assert narrative.group_column(events, "") == ""
    with pytest.raises(BadParameter, match="did you mean 'channel'"):
        narrative.group_column(events, "chanel")


def test_the_best_customers_are_told_only_where_they_differ(pot, events):
    customers = pot["customers"]
    known, best = narrative.best_customers(events, customers, "yearly_value")
    assert set(known["customer_id"]) <= set(customers["customer_id"].astype(str))
    assert len(best) == pytest.approx(len(customers) / 10, rel=0.05)
    assert narrative.best_customers(events, customers.assign(yearly_value=1), "yearly_value") is None
    assert narrative.best_customers(events, customers, "region") is None
    assert narrative.best_customers(events, None, "yearly_value") is None


@pytest.mark.parametrize(
    ("score", "scale", "expected"),
    [("csat", (1, 5), 2), ("ces", (1, 7), 2), ("csat", None, 2), ("nps", (0, 10), 6), ("mood", (0, 100), 25)],
)
def test_a_bad_score_fits_its_scale(score, scale, expected):
    assert narrative.dissatisfied_up_to(score, scale) == expected


def test_steps_taken_from_the_data_are_shown(events):
    chosen = cx.suggest_steps(events)
    text = plain(narrative.chosen_steps(chosen))
    assert "visit → tariff calculator → application → contract → first bill" in text
    assert "(2,539)" in text
    assert narrative.chosen_steps(None) == ""


def test_what_to_do_next_names_owner_and_stands_on_figures(pot, events, journey):
    way = events[events["event"].isin(STEPS)]
    rub = cx.with_owners(cx.friction(way, goal="first_bill", inactive_after=45), pot["processes"])
    said = plain(narrative.next_steps(journey, friction=rub))
    assert "Take up tariff calculator first, with Leitung Vertrieb (Online-Abschluss)" in said
    assert "experiment" not in said  # no moments were looked at


def test_german_has_its_own_marks(journey, events):
    with using("de"):
        text = str(narrative.steps(journey) + narrative.transitions(cx.transitions(events)))
    assert re.search(r"\d,\d\N{NO-BREAK SPACE}%", text)
    assert not re.search(r"\d\.\d\s?%", text)
    assert "journey" not in text


def test_friction_says_nothing_of_a_touchpoint_it_has_nothing_to_say_of():
    # The goal loses nobody and its few tickets are hidden: it had a bullet without words.
    rub = pd.DataFrame({
        "event": ["form", "goal"], "n": 90, "judged": 90, "lost": [30, 0], "lost_share": [1 / 3, 0.0],
        "lost_share_low": [0.24, 0.0], "lost_share_high": [0.44, 0.04], "median_days": [2.0, np.nan],
        "answers": 0, "score": [0.5, np.nan], "note": ["", "suppressed: n < 5"], "level": 0.95,
    })  # fmt: skip
    rub["tickets"] = pd.array([12, None], dtype="Int64")
    assert worst(rub)["event"].tolist() == ["form"]
    assert ": ." not in plain(narrative.friction(rub, inactive_after=45, score="csat", limit=None))


def test_a_landmark_is_told_in_whole_days():
    table = pd.DataFrame(
        {"landmark_day": [663.5], "n": 107, "n_versus": 846, "p_adjusted": 0.8, "level": 0.95}
    )
    table["difference"] = 2.0
    assert "first 664 days" in plain(narrative.missed(table, value="yearly_value"))
