"""Pots of every kind through the churn report: sections without data say so, and nothing breaks."""

from dataclasses import replace
from types import SimpleNamespace

import matplotlib as mpl
import nbformat
import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadPot, MissingColumn, UnknownName
from cxlab.language import use, using
from cxlab.report.parameters import parse
from cxlab.report.template_list import find_template
from cxlab.survival import (
    churn_by_category,
    churn_model,
    contact_drivers,
    customer_names,
    customer_value,
    observed_customers,
    phase_rates,
    risk_validation,
    telling_traits,
)
from cxlab.templates import churn_survival as narrative
from cxlab.templates.churn_survival.rates import _came_back


def people(rows: int = 300, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 1200, rows), unit="D")
    end = start + pd.to_timedelta(rng.exponential(900, rows).astype(int) + 1, unit="D")
    return pd.DataFrame({
        "customer_id": [f"K{k:05d}" for k in range(rows)], "plan": rng.choice(["basic", "plus"], rows),
        "region": rng.choice(["north", "south", "west"], rows), "signup_date": start,
        "end_date": pd.Series(end).where(end <= "2024-12-31"),
        "end_reason": np.where(end <= "2024-12-31", rng.choice(["price", "moved"], rows), None),
    })  # fmt: skip


def purchases(customers: int = 200) -> pd.DataFrame:
    """Shoppers who come every 10 days or so until they stop for good."""
    rng = np.random.default_rng(2)
    rows = []
    for k in range(customers):
        day = float(rng.integers(0, 400))
        last = day + rng.exponential(300)
        while day < min(last, 729):
            rows.append((f"K{k:05d}", pd.Timestamp("2022-01-01") + pd.Timedelta(days=int(day))))
            day += 1 + rng.exponential(9)
    return pd.DataFrame(rows, columns=["customer_id", "date"])


def observed(pot, **options):
    """Customers under the names that the report gives their traits."""
    return observed_customers(pot, names=narrative.trait_name, **options)


@pytest.fixture
def pot_of(tmp_path):
    def write(tables, *, segments="[plan, region]", industry="energy"):
        lines = ["name: test", f"industry: {industry}", "language: en", "tables:"]
        for name, table in tables.items():
            table.to_csv(tmp_path / f"{name}.csv", index=False)
            lines += [f"  {name}:", f"    file: {name}.csv"]
            lines += [f"    segments: {segments}"] if name == "customers" else []
        (tmp_path / "pot.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return cx.open_pot(tmp_path)

    return write


@pytest.fixture
def told(capsys):
    """Execute the template's cells here, without a kernel, and return what they say."""

    def run(pot, **given):
        notebook = nbformat.read(find_template("churn_survival").path, as_version=4)
        names: dict[str, object] = {}
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            exec(cell.source, names)  # the template itself, as a kernel would
            if "parameters" in cell.metadata.get("tags", []):
                assert set(given) <= {parameter.name for parameter in parse(cell.source)}
                names |= {"pot": str(pot.folder), **given}
        return " ".join(capsys.readouterr().out.split()), names

    with mpl.rc_context():  # the template sets the look for good, as it should in a kernel
        yield run
    use("en")


def test_few_customers_and_two_leavers(pot_of, told):
    few = people(30)
    gone = few.index[few["end_date"].between("2022-01-01", "2023-12-31")]
    assert len(gone) > 2
    few.loc[few.index.difference(gone[:2]), ["end_date", "end_reason"]] = None
    text, names = told(pot_of({"customers": few}))
    assert names["model"] is None
    for sentence in (
        "the traits cannot be told apart by a model", "Without a tested forecast there is no list",
        "The forecast cannot be checked", "Too few customers left to say at which tenure",
    ):  # fmt: skip
        assert sentence in text


def test_nobody_left(pot_of, told):
    text, names = told(pot_of({"customers": people().assign(end_date=None, end_reason=None)}))
    assert "Nobody in the data has left" in text
    assert "records no reasons" in text
    assert "nobody had left by then" in text
    assert names["total"] is None


def test_no_reasons_no_segments(pot_of, told):
    text, _names = told(pot_of({"customers": people().drop(columns="end_reason")}, segments="[]"))
    assert "records no reasons" in text
    assert "carry no segments" in text
    assert "carry no traits that differ" in text


def test_one_level_only_is_left_out_and_named(pot_of):
    seen = observed(pot_of({"customers": people().assign(plan="basic")}))
    model = churn_model(seen)
    assert "it is the same for all: plan." in narrative.without_effect(model, seen, [])
    assert list(model.table["covariate"].unique()) == ["region"]


def test_missing_values_are_counted_and_a_missing_group_has_a_name(pot_of):
    data = people()
    data.loc[:39, "plan"] = None
    seen = observed(pot_of({"customers": data}))
    model = churn_model(seen)
    assert "40 rows left out: no plan." in narrative.how_sure(model)
    trait = telling_traits(seen, model).set_index("trait", drop=False).loc["plan"]
    said = narrative.groups(trait, cx.survival_curve(seen.frame, by="plan", times=[12]))
    assert "<strong>not stated</strong>: " in said


def test_tenures_without_dates(pot_of, told):
    rng = np.random.default_rng(4)
    table = people()[["customer_id", "plan"]].assign(
        tenure_months=rng.integers(1, 60, 300), churned=rng.choice(["Ja", "Nein"], 300)
    )
    pot = pot_of({"customers": table}, segments="[plan]")
    with pytest.raises(BadParameter, match="values found: Ja, Nein"):
        observed(pot)
    seen = observed(pot, left="churned=Ja")
    assert seen.kind == "tenure"
    assert seen.frame["event"].sum() == (table["churned"] == "Ja").sum()
    text, _names = told(pot, left="churned=Ja")
    assert "tenures but no dates" in text
    assert "cannot be told apart by when they came" in text


def test_true_and_false_say_by_themselves_who_left(pot_of):
    table = people()[["customer_id", "plan"]].assign(tenure_months=5, churned=[True, False, False] * 100)
    seen = observed(pot_of({"customers": table}, segments="[plan]"))
    assert seen.frame["event"].sum() == 100


def test_purchases_go_by_the_gap_of_the_industry(pot_of, told):
    base = people(200)[["customer_id", "plan", "region"]]
    pot = pot_of({"customers": base, "orders": purchases()}, industry="grocery")
    seen = observed(pot)
    assert (seen.kind, seen.gap_days) == ("purchases", pot.profile.inactivity_days)
    day = pot["orders"]["date"]
    by_hand = cx.inactivity_durations(
        pot["orders"], timestamp="date", industry="grocery", observed_from=day.min(),
        observed_until=day.max() + pd.Timedelta("23h"),
    )  # fmt: skip
    assert seen.frame["event"].sum() == by_hand["event"].sum()
    text, names = told(pot)
    assert f"bought nothing for {pot.profile.inactivity_days} days" in text
    assert "With the gap of 42 days" in text
    assert names["horizon"] == 3.0  # 90 days
    assert names["checked"] is not None
    assert observed(pot, gap_days=60).gap_days == 60


def test_purchases_are_split_by_what_was_known_at_the_cut(pot_of):
    base = people(200)[["customer_id", "plan", "region"]]
    seen = observed(pot_of({"customers": base, "orders": purchases()}, industry="grocery"))
    cut = pd.Timestamp("2023-06-30")
    past, later = seen.split(cut)
    known = past[past["duration"].notna()]
    begun = pd.to_timedelta(known["duration"] * 365.25 / 12, unit="D") + known["first_purchase"]
    assert (begun < cut + pd.Timedelta(days=1)).all()
    assert set(later["customer_id"]) <= set(known.loc[~known["event"].astype(bool), "customer_id"])
    assert (later["duration"] >= 0).all()


def test_dates_of_observation_can_be_given(pot_of):
    pot = pot_of({"customers": people()})
    seen = observed(pot, observed_from="2022-01-01", observed_until="2023-12-31")
    assert [str(day.date()) for day in seen.days] == ["2022-01-01", "2023-12-31"]
    assert seen.days_given
    assert "read off the data" not in narrative.window(seen)
    assert "read off the data" in narrative.window(observed(pot))


def test_what_is_wrong_is_said(pot_of):
    pot = pot_of({"customers": people()})
    with pytest.raises(MissingColumn, match="parameter traits"):
        observed(pot, traits=["nosuch"])
    with pytest.raises(BadParameter, match="no table of purchases"):
        observed(pot, gap_days=30)
    seen = observed(pot)
    with pytest.raises(UnknownName, match="drivers_reason"):
        contact_drivers(seen, {}, reason="nosuch")
    with pytest.raises(MissingColumn, match="parameter value"):
        customer_value(pot, seen, "nosuch")
    bare = pot_of({"customers": people()[["customer_id", "plan"]]}, segments="[plan]")
    with pytest.raises(BadPot, match="neither signup_date and end_date nor"):
        observed(bare)


def test_excluded_customers_are_told_with_their_reasons(pot_of):
    data = people(50).assign(end_reason=None)
    data.loc[0, "end_date"] = data.loc[0, "signup_date"] - pd.Timedelta(days=40)
    data.loc[1, ["signup_date", "end_date"]] = None
    said = narrative.window(observed(pot_of({"customers": data})))
    assert "2 customers cannot be used" in said
    assert "end before start: 1" in said
    assert "no start: 1" in said


def test_ids_become_pseudonyms_with_a_key_and_places_without(pot_of, monkeypatch):
    seen = observed(pot_of({"customers": people(20)}))
    monkeypatch.delenv("CXLAB_KEY", raising=False)
    monkeypatch.delenv("CXLAB_KEY_FILE", raising=False)
    assert customer_names(seen).tolist()[:2] == ["No. 1", "No. 2"]
    checked = SimpleNamespace(calibration=pd.DataFrame({"observed": [0.3], "expected": [0.25]}))
    shown = {"ids": False, "sorted_by_value": False}
    assert "are anonymised" in narrative.who(checked, **shown)
    assert "No risk above 25% is shown" in narrative.who(checked, **shown)
    monkeypatch.setenv("CXLAB_KEY", "kX9vT2pLq8WzRb4NcY7m")
    keyed = customer_names(seen)
    assert keyed.tolist() == cx.pseudonymise(seen.frame["customer_id"]).tolist()
    assert "whoever holds the key" in narrative.who(checked, **shown)
    assert customer_names(seen, ids=True).tolist()[:2] == ["K00000", "K00001"]


def test_currency_of_the_value_is_read_off_its_source(pot_of):
    pot = cx.open_pot("nordlicht")
    found = customer_value(pot, observed(pot))
    assert (found.column, found.currency) == ("yearly_value", "EUR")
    assert narrative.value_heading(found) == "Yearly value (EUR)"
    none = pot_of({"customers": people(20)})
    assert customer_value(none, observed(none)).column is None


def test_effects_that_chance_explains_are_called_so(pot_of):
    seen = observed(pot_of({"customers": people(300, seed=9)}))
    model = churn_model(seen)
    assert (model.table["p"] > 0.05).all()
    table = churn_by_category(seen, model)
    said = narrative.without_effect(model, seen, narrative.drivers_found(None, seen, table))
    assert "No trait changes the rate of leaving" in said
    assert "changing the trait does not by itself keep a customer" in said


def test_names_from_the_data_are_escaped(pot_of):
    data = people(400)
    gone = data["end_date"].notna()
    data["plan"] = np.where(gone & (data.index % 4 > 0) | ~gone & (data.index % 4 == 0), "<b>bad</b>", "good")
    pot = pot_of({"customers": data})
    seen = observed(pot)
    found = narrative.drivers_found(pot, seen, churn_by_category(seen, churn_model(seen)))
    said = " ".join(one.sentence for one in found)
    assert "<b>bad" not in said
    assert "&lt;b&gt;bad" in said


def test_risk_from_the_first_month_on_is_no_reason_to_call_before_month_0(pot_of):
    seen = observed(pot_of({"customers": people()}))
    rates = pd.DataFrame({
        "start": [0.0, 3.0, 6.0], "time": [3.0, 6.0, 12.0], "exposure": [1000.0, 1500, 2000],
        "events": [90, 30, 20], "n": 400, "level": 0.95,
    })  # fmt: skip
    found = narrative.phases_found(seen, phase_rates(rates))[0]
    assert "In their first 3 months customers leave 6.3 times as often as later" in found.sentence
    assert found.action == "Look after new customers in their first 3 months"
    back = replace(seen, gap_days=42.0, frame=seen.frame.assign(returned=seen.frame["event"]))
    told = narrative.phases_found(back, phase_rates(rates))[0]
    assert (bool(found.action), told.action) == (True, "")  # most came back: nothing follows
    later = narrative.phases_found(seen, phase_rates(rates.assign(events=[30, 120, 20])))[0]
    assert later.action == "Get in touch with customers before month 3 of tenure"
    assert not narrative.phases_found(seen, phase_rates(rates.assign(events=[40, 60, 80])))
    chance = phase_rates(rates.assign(events=[40, 74, 66]))
    assert chance["p"].min() < 0.05 < chance["p_adjusted"].min()  # one of three is high by chance
    assert not narrative.phases_found(seen, chance)


def test_cohorts_that_differ_and_cohorts_that_may_not():
    rows = [("2023-01-01", 4, 90, 100), ("2023-04-01", 4, 60, 100)]
    table = pd.DataFrame(rows, columns=["cohort", "periods_since_start", "count", "n"]).assign(
        cohort=lambda d: pd.to_datetime(d["cohort"]), estimate=lambda d: d["count"] / d["n"], low=0.5,
        high=0.9, level=0.95,
    )  # fmt: skip
    said = narrative.cohorts(table)
    assert "100 customers who came in Q1 2023, 90% were still there at the end of Q1 2024" in said
    assert "They differ by −30 percentage points" in said
    assert "may be chance" in narrative.cohorts(table.assign(count=[90, 88], estimate=[0.9, 0.88]))
    with using("de"):
        assert "am Ende von Q1 2024 noch 90\u00a0% da" in narrative.cohorts(table)


def test_calibration_says_in_how_many_groups_it_fails(pot_of):
    seen = observed(pot_of({"customers": people()}))
    rng = np.random.default_rng(6)
    month = rng.exponential(20, 400)
    data = pd.DataFrame({"risk": np.linspace(0.1, 0.8, 400), "duration": month, "event": True})
    checked = risk_validation(data, risk="risk", horizon=12, repeats=20)
    groups = checked.calibration
    off = (groups["misses"] != "").sum()
    assert off > 2
    assert f"In {off} of 10 groups" in narrative.quality(checked, follow_up=seen, horizon=12)


@pytest.mark.parametrize(("ratio", "digits"), [(1.6, 1), (0.14, 2), (0.0216, 3), (0.0016, 4), (1.012, 3)])
def test_ratios_keep_two_figures(ratio, digits):
    from cxlab.templates.churn_survival.words import ratio_digits

    assert ratio_digits(ratio) == digits


def test_a_forecast_no_better_than_chance_is_not_called_a_little_good(pot_of):
    seen = observed(pot_of({"customers": people()}))
    rng = np.random.default_rng(11)
    data = pd.DataFrame({"risk": rng.random(200), "duration": rng.exponential(20, 200), "event": True})
    checked = risk_validation(data, risk="risk", horizon=12, repeats=50)
    assert checked.table.set_index("metric").loc["auc", "low"] < 0.5
    assert "better than chance is not clear" in narrative.quality(checked, follow_up=seen, horizon=12)


def test_contacts_on_another_clock_are_told_as_such(pot_of):
    pot = pot_of({"customers": people()})
    seen = observed(pot)
    complaints = seen.frame[["customer_id"]].assign(created=pd.Timestamp("2023-05-01", tz="UTC"))
    found = contact_drivers(seen, {"complaints": complaints})
    assert found is None
    assert "cannot be set against those of the customers" in narrative.no_contacts(["complaints"])


def test_findings_are_about_the_same_in_every_language(pot_of):
    data = people(600).rename(columns={"plan": "sales_channel", "region": "level"})
    data.loc[:99, "sales_channel"] = None
    said = {}
    for language in ("en", "de"):
        with using(language):
            seen = observed(pot_of({"customers": data}, segments="[sales_channel, level]"))
            trait = pd.Series({"trait": "sales_channel", "p": 0.001, "p_adjusted": 0.001})
            retained = cx.survival_curve(seen.frame, by="sales_channel", times=[12])
            effects = churn_by_category(seen, churn_model(seen)).assign(p=0.001, p_adjusted=0.001)
            pot = cx.open_pot("nordlicht")
            found = narrative.groups_found(trait, retained, modelled=False)
            found += narrative.drivers_found(pot, seen, effects)
            said[language] = {(one.finding, one.metric, one.dimension, one.group) for one in found}
    assert said["en"] == said["de"]
    assert {dimension for _finding, _metric, dimension, _group in said["en"]} == {"sales_channel", "level"}


def test_a_category_whose_plain_share_points_the_other_way_says_what_it_is_compared_with(pot_of):
    seen = observed(pot_of({"customers": people()}))
    row = {
        "covariate": "plan", "category": "plus", "n": 100, "share_left": 0.19, "share_left_versus": 0.29,
        "hazard_ratio": 1.6, "low": 1.4, "high": 1.9, "p": 0.001, "p_adjusted": 0.001, "excess_events": 30.0,
        "level": 0.95,
    }  # fmt: skip
    pot = cx.open_pot("nordlicht")
    for share, there in ((0.19, True), (0.39, False)):
        effects = pd.DataFrame([row | {"share_left": share}])
        said = narrative.drivers_found(pot, seen, effects)[0].sentence
        assert ("alike in all else" in said) is there


def test_a_gap_after_which_most_come_back_is_called_too_short(pot_of):
    """Everybody buys every 60 days; with a gap of 42 days all are lost, and return."""
    days = pd.date_range("2022-01-01", periods=16, freq="60D")
    orders = pd.DataFrame([
        {"order_id": f"{who}-{k}", "customer_id": who, "date": day + pd.Timedelta(days=who % 50)}
        for who in range(80) for k, day in enumerate(days[who % 5 + 2 :])
    ])  # fmt: skip
    orders = pd.concat([orders, pd.DataFrame([{"order_id": "x", "customer_id": 999, "date": days[0]}])])
    base = people().drop(columns=["signup_date", "end_date"], errors="ignore")
    pot = pot_of({"customers": base, "orders": orders}, industry="grocery")
    (said,) = _came_back(observed(pot, gap_days=42))
    assert "of those counted as lost bought again: 42 days without a purchase are too short" in said
    assert _came_back(observed(pot, gap_days=120)) == []
