"""What the journey report says equals what is recomputed here from the events, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

import cxlab as cx
from cxlab.language import using
from cxlab.results import checked_findings
from cxlab.stats import wilson
from cxlab.templates import journey_funnel as narrative
from cxlab.templates.journey_funnel.words import lasting, rounded

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


def plain(said) -> str:
    """Return text without marks: of a block, or of the sentences of findings."""
    blocks = [one.sentence for one in said] if isinstance(said, list) else [said]
    return " ".join(" ".join(str(Markup(block).striptags()).split()) for block in blocks)


@pytest.fixture(scope="module")
def split(events):
    return cx.funnel(events, STEPS[:4], window=45, by="channel")


@pytest.fixture(scope="module")
def owners(pot):
    return cx.with_owners(pd.DataFrame({"event": STEPS}), pot["processes"])


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
    text = plain(narrative.narrowest(journey))
    assert f"of {len(came):,} customers who came to tariff calculator" in text
    assert f"{went / len(came):.0%} go on (95% interval {low:.0%} to {high:.0%})" in text
    assert f"{len(came) - went:,} do not" in text


def test_what_is_said_of_the_goal_is_what_the_table_says(journey, pot, events):
    last = journey.table.iloc[-1]
    (found,) = narrative.reach(journey)
    limits = f"95% interval {last['incidence_low']:.1%} to {last['incidence_high']:.1%}"
    entered = journey.table["entered"].iloc[0]
    share = f"{last['incidence']:.1%}"
    text = plain([found])
    assert f"Of {entered:,} customers who begin with visit, {share} reach first bill within 45 days" in text
    assert limits in text
    assert f"Half of them take {last['median_days']:.1f} days or less" in text
    assert (found.value, found.low, found.high) == tuple(
        last[["incidence", "incidence_low", "incidence_high"]]
    )
    answer = narrative.headline(journey, pot=pot, events=events)
    assert answer.value == share
    assert answer.label == "Reach first bill within 45 days"
    assert "1 Jan 2023 to 31 Dec 2025" in answer.population
    assert f"{entered:,} customers began with visit" in answer.notes[0]


def test_a_funnel_that_hides_its_goal_says_no_share(pot):
    few = cx.funnel(log({"a b": 3, "a": 40}), ["a", "b"], window=1)
    assert narrative.reach(few) == []
    assert narrative.narrowest(few) == []
    assert narrative.headline(few, pot=pot, events=log({"a": 1})).value == "–"
    assert narrative.title("funnel", few) == "From a to b"


def test_few_journeys_are_called_few_and_unfinished_ones_unfinished():
    few = cx.funnel(log({"a b": 9, "a": 6}), ["a", "b"], window=45)
    tight = few.narrowest
    assert (tight.n, tight.lost, tight.mature) == (15, 6, False)
    text = plain(narrative.narrowest(few))
    assert "60% have gone on so far" in text
    assert "With so few journeys read the interval" in text
    assert narrative.reach(few) == []


def test_a_window_too_short_is_told():
    events = log({"a b": 200}, days=9.9)
    rest = log({"z": 1}).assign(customer_id=999, timestamp=pd.Timestamp("2024-06-01"))
    short = cx.funnel(pd.concat([events, rest]), ["a", "b"], window=10)
    long = cx.funnel(pd.concat([events, rest]), ["a", "b"], window=30)
    assert "more still arrive at b" in plain(narrative.rising(short))
    assert "still arrive" not in plain(narrative.rising(long))


def test_lengths_of_time_and_their_plurals():
    assert [lasting(d) for d in (1, 2, 3, 1 / 24, 1.5 / 24 / 60, 1 / 1440)] == [
        "24 hours", "2 days", "3 days", "60 minutes", "2 minutes", "1 minute",
    ]  # fmt: skip
    with using("de"):
        assert lasting(12.34) == "12,3 Tage"
        assert lasting(1 / 1440) == "1 Minute"


def test_counts_have_the_digits_that_an_estimate_carries():
    assert [rounded(value) for value in (7.2, 84.6, 1234, 98_765)] == ["7", "85", "1,200", "99,000"]


def test_the_group_that_hurts_is_named_whichever_it_is(split, owners):
    (found,) = narrative.groups(split, by="channel", owners=owners)
    rows = split.differences
    row = rows[(rows["name"] == "application") & (rows["metric"] == "funnel_share_of_previous")].iloc[0]
    assert (row["channel"], row["versus"]) == ("desktop", "mobile")
    assert (found.finding, found.group, found.touchpoint) == ("journey.group", "mobile", "application")
    assert found.estimate == -row["estimate"]
    assert (found.low, found.high) == (-row["high"], -row["low"])
    assert (found.value, found.value_versus, found.n) == (row["value_versus"], row["value"], row["n_versus"])
    assert (found.certainty, found.direction, found.impact_metric) == (
        "shown",
        "weakness",
        "journeys_to_goal",
    )
    mobile = split.table[split.table["channel"] == "mobile"]["mature_reached"].astype(float).to_numpy()
    assert found.impact == pytest.approx(-row["estimate"] * mobile[1] * mobile[3] / mobile[2])
    assert found.low < 0.18 - 0.3133 < found.high  # truth.yml: second_step_by_device
    text = plain([found])
    assert f"Channel mobile gets stuck at application: {row['value_versus']:.1%} go on" in text
    assert f"against {row['value']:.1%} with desktop" in text
    assert f"about {-found.impact:.0f} more would have reached “contract”" in text
    assert (found.owner, found.process) == ("Leitung Vertrieb", "Online-Abschluss")
    assert "Channel mobile" in found.action
    assert "application" in found.action
    assert narrative.nobody_stuck(split) == ""


def test_groups_that_go_alike_are_said_to():
    events = log({"a b": 60, "a": 60}).assign(shop=lambda frame: frame["customer_id"] % 3)
    rest = log({"z": 1}).assign(customer_id=999, timestamp=pd.Timestamp("2024-06-01"), shop=0)
    alike = cx.funnel(pd.concat([events, rest]), ["a", "b"], window=5, by="shop")
    assert narrative.groups(alike, by="shop") == []
    assert "No group goes on significantly less often" in plain(narrative.nobody_stuck(alike))
    assert "correction: Holm" in plain(narrative.nobody_stuck(alike))
    assert narrative.title("groups", alike, group="shop") == "No group gets stuck more often than the others"
    assert narrative.groups(None, by="") == []
    assert narrative.nobody_stuck(None) == ""


def test_figures_say_what_they_show(split, events):
    assert narrative.title("groups", split, group="channel") == "Channel mobile gets stuck at application"
    edges = cx.journey.process_edges(events, sequence="event_id")
    last = edges[edges["to"] == "(end)"].sort_values("n").iloc[-1]
    assert narrative.title("map", edges).endswith(
        f"of the journeys end after {last['from'].replace('_', ' ')}"
    )
    waits = pd.DataFrame(
        {"from": ["(start)", "opened", "reply"], "to": ["opened", "reply", "(end)"], "n": [9, 9, 9],
         "median_days": [40.0, 2.5, 30.0]}
    )  # fmt: skip
    told = "The longest wait: from opened to reply, 2.5 days in the median"
    assert narrative.title("process", waits) == told


def test_paths_cover_what_they_say(events):
    table = cx.variants(events, sequence="event_id")
    edges = cx.journey.process_edges(events, sequence="event_id")
    text = plain(narrative.paths(edges, table))
    paths = events.sort_values(["customer_id", "timestamp", "event_id"]).groupby("customer_id")["event"]
    counts = paths.agg(" > ".join).value_counts()
    assert f"There are {len(counts):,} different paths" in text
    covered = counts.iloc[:5].sum() / counts.sum()
    assert f"the 5 most frequent cover {covered:.0%} of {counts.sum():,} customers" in text
    shown = narrative.readable(table)
    assert shown["variant"].iloc[-1] == "rarer paths together"
    assert shown["n"].iloc[-1] == counts[counts < 5].sum()


def test_most_begin_with_what_they_begin_with():
    events = log({"x y": 30, "y x x x x": 20, "y x": 15})
    edges, table = cx.journey.process_edges(events), cx.variants(events)
    # x occurs most often, but more journeys begin with y
    assert "Most journeys begin with y (54%)." in plain(narrative.paths(edges, table))


def test_one_rare_path_alone_is_not_shown_as_frequent():
    # Of the rarest, 4 customers, the next rarest hides the number: it is known how many there are in all.
    events = log({"a b": 12, "a d": 4, "a c": 4})
    text = plain(narrative.paths(cx.journey.process_edges(events), cx.variants(events)))
    assert "the most frequent covers 60% of 20 customers" in text


def test_friction_names_owner_interval_and_rules(pot, events):
    answers = pot["responses"]
    table = cx.friction(events, responses=answers, score="csat", dissatisfied=2, tickets=pot["tickets"])
    table = cx.with_owners(table, pot["processes"])
    bad, asked = narrative.friction(table)
    enough = (
        table[table["answers"].fillna(0) >= 20]
        .dropna(subset="dissatisfied_share")
        .sort_values("dissatisfied_share")
        .iloc[-1]
    )
    assert bad.group == enough["event"]
    low, high = enough["dissatisfied_share_low"], enough["dissatisfied_share_high"]
    text = plain([bad])
    assert f"{enough['dissatisfied_share']:.0%} of {enough['answers']:,} answers are bad" in text
    assert f"95% interval {low:.0%} to {high:.0%}" in text
    most = table.dropna(subset="ticket_share").sort_values("ticket_share").iloc[-1]
    assert f"after {most['ticket_share']:.0%} of {most['n']:,} visits" in plain([asked])
    assert bad.certainty == "open"  # no test stands behind it
    rules = plain(narrative.rules_of_friction(table, inactive_after=45, score="csat", limit=2))
    assert "follows for 45 days" in rules
    assert "CSAT of at most 2 within 7 days" in rules
    assert "need not come from it" in rules
    wide = cx.friction(events, tickets=pot["tickets"], within="36h")
    assert "within 36 hours" in plain(
        narrative.rules_of_friction(wide, inactive_after=9, score="csat", limit=None)
    )


def test_who_comes_again_is_counted(events, owners):
    table = cx.with_owners(cx.rework(events), owners.rename(columns={"event": "touchpoint"}))
    row = table.iloc[0]
    text = plain(narrative.rework(table))
    assert f"{row['share']:.0%} of its {row['n']:,} customers come more than once" in text
    assert plain(narrative.rework(cx.rework(log({"a b": 9})))) == ""


def test_moments_state_who_was_compared_and_that_it_is_no_proof(pot, events):
    table = cx.moments_that_matter(events, pot["customers"], responses=pot["responses"], day=30, horizon=365,
                       adjust=["sales_channel"])  # fmt: skip
    people = table.attrs["customers"]
    text = plain(narrative.basis_of_moments(table))
    assert f"{people['at the landmark']:,} of {people['rows']:,} customers" in text
    assert "still there 30 days after their start; the 365 days after that" in text
    left = people["began before the observed time"]
    assert f"{left:,} (began before the observed time)" in text
    assert "within the same sales channel" in text
    assert f"There are {(table['verdict'] != '').sum()} comparisons" in text
    assert "in 60% of the customers (correction: Holm) is checked in the other 40%" in text
    assert narrative.moments(table) == []
    assert "does not prove" in plain(narrative.nothing_confirmed(table))
    options = {"day": "20 days", "horizon": 330, "held_out": 0.5, "correction": "bh"}
    other = cx.moments_that_matter(events, pot["customers"], responses=pot["responses"], **options)
    text = plain(narrative.basis_of_moments(other))
    assert "Nothing was adjusted for" in text
    assert "still there 20 days after" in text
    assert "in 50% of the customers (correction: Benjamini-Hochberg)" in text
    assert narrative.basis_of_moments(None) == ""


def test_a_confirmed_moment_is_told_with_its_figures():
    row = {
        "event": "welcome_call", "metric": "retention", "estimate": 0.123, "low": 0.05, "high": 0.2,
        "n": 40, "n_versus": 60, "p_adjusted": 0.0004, "held_out_p": 0.02, "level": 0.95,
        "verdict": "confirmed", "process": "Greeting", "owner": "Kim <b>",
    }  # fmt: skip
    hint = row | {"event": "login", "verdict": "not confirmed"}
    (found,) = narrative.moments(pd.DataFrame([row, hint]))
    text = plain([found])
    assert "welcome call stay more often: +12.3 percentage points (5.0 to 20.0; confirmed in" in text
    assert "owner: Kim &lt;b&gt;" in str(found.sentence)
    assert (found.direction, found.certainty, found.owner) == ("strength", "shown", "Kim <b>")
    assert "random half" in found.action
    (lost,) = narrative.moments(pd.DataFrame([row | {"estimate": -0.1, "low": -0.2, "high": -0.02}]))
    assert "leave more often" in plain([lost])
    assert (lost.direction, lost.action) == ("weakness", "")
    # The interval of those held out may cross 0 where that of all did not.
    (wide,) = narrative.moments(pd.DataFrame([row | {"low": -0.002}]))
    assert len(checked_findings([wide, lost])) == 2
    (nps,) = narrative.moments(pd.DataFrame([row | {"metric": "nps", "estimate": 8.0, "low": 2, "high": 14}]))
    assert "NPS +8.0 points (2.0 to 14.0" in plain([nps])
    table = pd.DataFrame([hint])
    assert "Not confirmed by the check, so no finding: login." in plain(narrative.nothing_confirmed(table))


def test_channels_are_written_in_their_unit_and_with_owner(pot):
    tickets = pot["tickets"].assign(good=cx.journey.solved_for_good(pot["tickets"]))
    table = cx.channel_consistency(tickets, outcome="good")
    table = cx.with_owners(table, pot["processes"], touchpoint="category")
    found = narrative.channels(table)
    judged = table["value"].notna() & table["value_versus"].notna()
    assert f"There were {judged.sum()} comparisons" in plain(narrative.rules_of_channels(table))
    slow = table[table["differs"] & (table["metric"] == "median_hours")]
    worst = slow.assign(ratio=slow["value"] / slow["value_versus"]).sort_values("ratio").iloc[-1]
    first = next(one for one in found if one.metric == "median_hours")
    assert (first.group, first.touchpoint) == (worst["channel"], worst["category"])
    assert first.value > first.value_versus  # the side that hurts
    text = plain([first])
    assert f"{worst['category']} takes longer by {worst['channel']}: solved after" in text
    assert first.owner == "Leitung Abrechnung"
    assert first.action.startswith("Abrechnung: bring")
    assert narrative.rules_of_channels(table.assign(value=np.nan)) == ""


def test_open_requests_are_not_called_solved(pot):
    tickets = pot["tickets"]
    good, open_ones = cx.journey.solved_for_good(tickets), tickets["resolved"].isna()
    assert open_ones.sum() == 10
    assert good[open_ones].isna().all()
    solved = tickets[~open_ones]
    assert good.mean() == pytest.approx((solved["reopened"] == 0).mean())
    assert cx.journey.solved_for_good(tickets.drop(columns="reopened")).isna().all()


def test_rows_left_out_are_told_with_their_reasons(pot, events):
    rub = cx.friction(
        events, responses=pot["responses"], score="csat", dissatisfied=2, tickets=pot["tickets"]
    )
    text = plain(narrative.rules_of_friction(rub, inactive_after=30, score="csat", limit=2))
    for reason, n in rub.attrs["excluded"].items():
        assert f"{n:,} ({reason})" in text
    with using("de"):
        german = plain(narrative.rules_of_friction(rub, inactive_after=30, score="csat", limit=2))
    assert "ticket of a customer" not in german
    assert "(Ticket eines Kunden ohne Ereignisse)" in german
    found = cx.moments_that_matter(events, pot["customers"], responses=pot["responses"], day=30, horizon=365)
    text = plain(narrative.basis_of_moments(found))
    assert f"{found.attrs['excluded']['answer of nobody at the landmark']:,} (answer of nobody" in text


def test_what_the_data_lacks_is_said_once():
    said = plain(narrative.left_out_sections(groups=None, best=None, answers=None, tickets=[], moments=None,
                                             service=None, channels=None))  # fmt: skip
    for words in (
        "parameter “group”",
        "parameter “value”",
        "Dissatisfaction:",
        "Early events:",
        "Service process:",
    ):
        assert words in said
    assert "Tickets after" not in said
    assert narrative.left_out_sections(groups=1) == ""


def test_steps_and_window_taken_from_the_data_are_shown(events):
    chosen = cx.suggest_steps(events)
    window = cx.suggest_window(events, STEPS[:4])
    text = plain(narrative.chosen(chosen, window))
    assert "visit → tariff calculator → application → contract." in text
    assert "(2,539)" in text
    assert "Not a step but a consequence: first bill follows for nearly all who reach contract." in text
    assert "The window of 45 days was taken from the data: it holds 100%" in text
    thin = cx.suggest_window(log({"a b": 5}), ["a", "b"], fallback=20)
    assert "The window of 20 days is that of the industry" in plain(narrative.chosen(None, thin))
    assert narrative.chosen(None, None) == ""


def test_who_stops_is_asked_only_where_no_group_is_known_to(journey, owners):
    (asked,) = narrative.narrowest(journey, owners=owners)
    assert asked.action == "Ask customers who stop between tariff calculator and application why."
    assert asked.owner == "Leitung Vertrieb"
    assert asked.certainty == "shown"
    (silent,) = narrative.narrowest(journey, owners=owners, ask=False)
    assert silent.action == ""


def test_german_has_its_own_marks(journey, split):
    with using("de"):
        said = [
            *narrative.narrowest(journey),
            *narrative.reach(journey),
            *narrative.groups(split, by="channel"),
        ]
        text = " ".join(str(one.sentence) for one in said)
    assert re.search(r"\d,\d\N{NO-BREAK SPACE}%", text)
    assert not re.search(r"\d\.\d\s?%", text)
    assert "customers" not in text


def test_friction_says_nothing_of_a_touchpoint_it_has_nothing_to_say_of():
    rub = pd.DataFrame({
        "event": ["form", "goal"], "n": 90, "answers": pd.array([12, None], dtype="Int64"),
        "dissatisfied_share": [0.5, np.nan], "ticket_share": [0.0, np.nan], "level": 0.95,
    })  # fmt: skip
    assert narrative.friction(rub) == []  # twelve answers are too few, and no ticket followed
    assert narrative.rules_of_friction(rub, inactive_after=45, score="csat", limit=2) == ""


def test_a_landmark_is_told_in_whole_days():
    row = {"event": "call", "metric": "share_with_event", "landmark_day": 663.5, "n": 107, "n_versus": 846,
           "p_adjusted": 0.01, "level": 0.95, "estimate": 0.2, "low": 0.1, "high": 0.3, "value": 0.5,
           "value_versus": 0.3}  # fmt: skip
    text = plain(narrative.best_steps(pd.DataFrame([row]), value="yearly_value"))
    assert "call: 50% of the customers with the highest yearly value take it in their first 664 days" in text
    assert "30% of the others" in text
    assert narrative.best_steps(pd.DataFrame([row | {"p_adjusted": 0.2}]), value="yearly_value") == []


def test_outcomes_are_told_with_their_shares():
    events = log({"apply paid": 40, "apply declined": 20, "apply": 10})
    rest = log({"z": 1}).assign(customer_id=999, timestamp=pd.Timestamp("2024-06-01"))
    journey = cx.funnel(pd.concat([events, rest]), ["apply", "paid"], window=9, exits="declined")
    proposed = cx.suggest_exits(events)
    text = plain(narrative.exits(journey, proposed))
    assert "neither the goal nor a loss" in text
    assert "taken from the data" in text
    assert "another outcome are among them" in plain(narrative.narrowest(journey))
    assert narrative.title("exits", journey) == "Most frequent outcome other than the goal: declined"
    assert narrative.exits(cx.funnel(events, ["apply", "paid"], window=9)) == ""


def test_a_figure_shows_the_groups_that_get_stuck_before_others():
    paths = {"a b": 60, "a": 20}
    parts = [log(paths).assign(shop=shop) for shop in ("one", "two", "three")]
    parts += [log({"a b": 5, "a": 60}).assign(shop="worst"), log({"z": 1}).assign(shop="one")]
    events = pd.concat(
        [part.assign(customer_id=part["customer_id"] + 1000 * k) for k, part in enumerate(parts)]
    )
    events.loc[events["event"] == "z", "timestamp"] = pd.Timestamp("2024-06-01")
    found = cx.funnel(events, ["a", "b"], window=5, by="shop")
    shown = narrative.stuck_first(found, by="shop")
    assert shown["shop"].iloc[0] == "worst"
    assert shown.groupby("shop", sort=False).size().tolist() == [2, 2, 2, 2]
    assert [one.group for one in narrative.groups(found, by="shop")] == ["worst"]
    assert "elsewhere" in plain(narrative.groups(found, by="shop"))
