"""Complaints as a pot has them: columns, exposure, spans, and pots that lack this or that."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.complaints._exposure import Stays
from cxlab.errors import BadParameter, BadPot, MissingColumn

DAY = pd.Timestamp("2024-01-01")


def made(n=400, days=730, causes=("bill", "price"), regions=("north", "south")):
    rng = np.random.default_rng(5)
    return pd.DataFrame({
        "complaint_id": range(n), "customer_id": rng.integers(0, 100, n),
        "created": DAY + pd.to_timedelta(np.sort(rng.integers(0, days, n)), "D"),
        "cause": rng.choice(causes, n), "region": rng.choice(regions, n),
    })  # fmt: skip


PEOPLE = pd.DataFrame({
    "customer_id": range(100), "signup_date": "2022-01-01", "end_date": pd.NaT,
    "region": ["north"] * 70 + ["south"] * 30,
})  # fmt: skip


@pytest.fixture
def pot(tmp_path):
    def write(**tables):
        for name, table in tables.items():
            table.to_csv(tmp_path / f"{name}.csv", index=False)
        lines = "\n".join(f"  {name}: {{file: {name}.csv}}" for name in tables)
        (tmp_path / "pot.yml").write_text(f"name: P\ntables:\n{lines}\n", encoding="utf-8")
        return cx.open_pot(tmp_path)

    return write


def observed(pot, **given):
    return cx.complaints.observed_complaints(pot, **given)


def test_customer_years_are_counted_day_by_day():
    people = pd.DataFrame({
        "signup_date": pd.to_datetime(["2023-06-01", "2024-02-10", None]),
        "end_date": pd.to_datetime(["2024-01-21", None, None]), "region": ["north", "south", "south"],
    })  # fmt: skip
    years = Stays.of(people, "region", DAY, pd.Timestamp("2024-02-29")).years("month")
    found = (years.pivot(index="region", columns="date", values="exposure") * 365.25).round(6)
    assert found.loc["north"].tolist() == [20, 0]
    assert found.loc["south"].tolist() == [0, 20]


def test_exposure_is_what_the_pot_has(pot):
    table = made()
    assert observed(pot(complaints=table)).exposure.kind == "time"
    own = observed(pot(complaints=table, customers=PEOPLE))
    assert own.exposure.kind == "customers"
    assert own.exposure.frame["exposure"].sum() == pytest.approx(100 * own.days / 365.25)
    orders = pd.DataFrame({"order_id": range(50), "customer_id": range(50), "date": DAY})
    assert observed(pot(complaints=table, orders=orders)).exposure.kind == "orders"
    with pytest.raises(BadParameter, match="no table of responses"):
        observed(pot(complaints=table), exposure="responses")
    with pytest.raises(BadParameter, match="is not known"):
        observed(pot(complaints=table), exposure="clouds")


def test_nothing_exposed_is_no_exposure(pot):
    later = PEOPLE.assign(signup_date="2031-01-01")
    assert observed(pot(complaints=made(), customers=later)).exposure.kind == "time"


def test_a_place_of_the_customers_is_taken_over(pot):
    found = observed(pot(complaints=made().drop(columns="region"), customers=PEOPLE))
    own = found.frame["customer_id"].map(PEOPLE.set_index("customer_id")["region"])
    assert found.place == "region"
    assert (found.frame["region"] == own).all()


def test_tickets_do_where_there_are_no_complaints(pot):
    tickets = made().rename(columns={"cause": "category", "complaint_id": "ticket_id"})
    found = observed(pot(tickets=tickets))
    assert (found.table, found.cause) == ("tickets", "category_")
    assert found.dimensions[:2] == ("region", "category_")
    assert "category_" in found.frame  # results have a column "category" of their own


def test_rows_without_date_or_cause_are_counted(pot):
    table = made()
    table.loc[:9, "created"] = pd.NaT
    table.loc[5:24, "cause"] = None
    found = observed(pot(complaints=table))
    assert {str(reason): n for reason, n in found.excluded.items()} == {"no cause": 20, "no date": 5}
    assert len(found.frame) == 375
    undated = observed(pot(complaints=table.assign(created=None)))
    assert (undated.days, undated.exposure.kind) == (0, "none")
    assert cx.complaints.compared_spans(undated) is cx.complaints.complaint_rises(undated) is None


def test_pots_without_complaints_or_columns_say_what_they_lack(pot):
    with pytest.raises(BadPot, match="no table of complaints or tickets"):
        observed(pot(customers=PEOPLE))
    with pytest.raises(BadPot, match="name its column"):
        observed(pot(complaints=made().drop(columns="cause")))
    with pytest.raises(MissingColumn, match="reasons"):
        observed(pot(complaints=made()), cause="reasons")


@pytest.mark.parametrize(
    ("days", "months"), [(731, 12), (700, 11), (300, 4), (100, None)], ids=["two years", "23", "9", "3"]
)
def test_months_are_compared_with_as_many_before(pot, days, months):
    spans = cx.complaints.compared_spans(observed(pot(complaints=made(2000, days))))
    if months is None:
        assert spans is None
        return
    (start, end), (first, last) = spans
    assert end + pd.Timedelta(days=1) == first
    assert [len(pd.period_range(*one, freq="M")) for one in ((start, end), (first, last))] == [months] * 2


def test_complaints_of_hot_spots_can_be_left_out(pot):
    found = observed(pot(complaints=made()))
    spots = pd.DataFrame({"region": ["north"], "cause": ["bill"], "first_day": [DAY],
                          "last_day": [DAY + pd.Timedelta(days=99)]})  # fmt: skip
    kept = found.outside(spots)
    gone = found.frame[~found.frame.index.isin(kept.index)]
    assert (gone["region"] + gone["cause"]).unique().tolist() == ["northbill"]
    assert gone["created"].max() <= spots["last_day"].iloc[0]
    nowhere = observed(pot(complaints=made().drop(columns="region")))
    kept = nowhere.outside(spots.drop(columns="region"))
    assert set(nowhere.frame.loc[~nowhere.frame.index.isin(kept.index), "cause"]) == {"bill"}


def test_one_place_compares_causes_and_one_of_each_nothing(pot):
    one = observed(pot(complaints=made(600, regions=("north",))))
    assert list(cx.complaints.complaint_rises(one, draws=19, alpha=0.1).columns[:1]) == ["cause"]
    both = observed(pot(complaints=made(600, regions=("north",), causes=("bill",))))
    assert cx.complaints.complaint_rises(both) is None
    assert cx.complaints.rates_by_place(both) is None


def test_a_place_without_exposure_leaves_a_change_to_the_total(pot):
    found = observed(pot(complaints=made(), customers=PEOPLE.assign(region="north")))
    change = cx.complaints.complaint_change(found, cx.complaints.compared_spans(found), draws=19)
    assert change.total["exposure"].iloc[0] == pytest.approx(100, rel=0.03)


def test_a_total_of_few_complaints_is_hidden(pot):
    found = observed(pot(complaints=made(6)))
    change = cx.complaints.complaint_change(found, cx.complaints.compared_spans(found), draws=19)
    assert change.total["estimate"].isna().all()


def test_dates_without_a_time_of_day_count_in_favour_of_the_process(pot):
    table = made(40).assign(cause="bill")
    table["resolved"] = table["created"] + pd.to_timedelta(np.repeat([0, 1, 2, 3], 10), "D")
    found = observed(pot(complaints=table))
    sla = cx.complaints.complaint_sla(found, {"bill": 12.0}, min_n=0)
    assert sla["estimate"].tolist() == [pytest.approx(0.5)]  # from one day to the next may be an hour
    clock = table.assign(created=table["created"] + pd.Timedelta(hours=9),
                         resolved=table["resolved"] + pd.Timedelta(hours=9))  # fmt: skip
    sla = cx.complaints.complaint_sla(observed(pot(complaints=clock)), {"bill": 12.0}, min_n=0)
    assert sla["estimate"].tolist() == [pytest.approx(0.75)]


@pytest.mark.parametrize("name", ["Filiale", "Vertriebsregion", "Bundesland", "Kanton", "Standort"])
def test_german_names_of_places_are_places(pot, name):
    found = observed(pot(complaints=made().rename(columns={"region": name})))
    assert (found.place, found.places) == (name, 2)


def test_what_only_sounds_like_a_place_is_none(pot):
    assert observed(pot(complaints=made().rename(columns={"region": "Landingpage"}))).place == ""


def test_weeks_before_anything_was_recorded_are_not_quiet(pot):
    """Orders and answers go back years: complaints of every other day were not zero for two months."""
    days = pd.date_range("2022-01-01", "2026-12-31")
    others = pd.DataFrame({"order_id": range(len(days)), "customer_id": 1, "date": days})
    asked = pd.DataFrame({"response_id": range(len(days)), "nps": 9, "date": days})
    table = made()
    gap = table["created"].drop_duplicates().diff().max()
    found = observed(pot(complaints=table, orders=others, responses=asked))
    assert table["created"].min() - found.first <= gap
    assert found.last - table["created"].max() <= gap
