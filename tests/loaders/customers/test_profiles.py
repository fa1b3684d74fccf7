# ruff: noqa: E501  (small tables read best on one line)
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadPot, BadValue, MissingColumn
from cxlab.loaders import open_pot

AT = pd.Timestamp("2024-06-30 23:59:59")
POT = """name: Test
tables:
  customers: {file: customers.csv, segments: [segment], personal: [last_name]}
  responses: {file: responses.csv}
  tickets: {file: tickets.csv}
  complaints: {file: complaints.csv}
  orders: {file: orders.csv}
  events: {file: events.csv}
"""
FILES = {
    "customers": "customer_id,last_name,segment,signup_date,end_date,end_reason\n1,Roe,A,2023-01-01,,\n2,Doe,B,2023-02-01,2024-08-01,moved\n3,Poe,A,2023-03-01,2024-03-31,price\n4,Moe,B,2024-07-05,,\n",
    "responses": "response_id,customer_id,date,nps\n1,1,2024-05-01,3\n2,1,2024-06-20,9\n3,1,2024-07-01,0\n4,2,2024-07-02,1\n",
    "tickets": "ticket_id,customer_id,created,first_response,resolved,reopened\n1,1,2024-06-01 08:00,2024-06-01 10:00,2024-06-02 08:00,1\n2,1,2024-06-28 08:00,2024-06-28 12:00,2024-07-04 08:00,0\n3,2,2024-06-30 08:00,2024-07-01 08:00,,0\n4,2,2024-07-01 08:00,,,0\n",
    "complaints": "complaint_id,customer_id,created\n1,1,2024-06-15\n2,1,2024-07-15\n",
    "orders": "order_id,customer_id,date,amount\n1,1,2024-01-01,10\n2,1,2024-02-01,20\n3,1,2024-07-01,1000\n",
    "events": "event_id,customer_id,event,timestamp\n1,2,x,2024-06-01 08:00\n2,2,x,2024-06-01 09:00\n3,2,y,2024-06-02 09:00\n4,2,y,2024-07-02 09:00\n",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pot.yml").write_text(POT)
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def test_one_row_per_customer_as_known_on_the_day(folder):
    found = cx.customer_profiles(open_pot(folder), at="2024-06-30").set_index("customer_id")
    assert found.index.tolist() == [1, 2, 3]  # 4 signed up later
    one = found.loc[1]
    assert (one["nps_last"], one["n_responses"], one["days_since_response"]) == (9, 2, 10)
    assert (one["n_tickets"], one["n_tickets_open"], one["first_response_median_hours"]) == (2, 1, 3.0)
    assert (one["n_complaints"], one["n_orders"], one["revenue"]) == (1, 2, 30)
    assert one["last_order"] == pd.Timestamp("2024-02-01")
    two = found.loc[2]
    assert not two["ended"]
    assert pd.isna(two["end_date"])
    assert pd.isna(two["first_response_median_hours"])  # answered on 1 July
    assert (two["n_tickets"], two["n_tickets_open"], two["n_responses"]) == (1, 1, 0)
    assert (two["n_events"], two["n_event_days"], two["tenure_days"]) == (3, 2, 515)
    assert found.loc[3, "ended"]
    assert found.loc[3, "tenure_days"] == (pd.Timestamp("2024-03-31") - pd.Timestamp("2023-03-01")).days
    assert found["segment"].tolist() == ["A", "B", "A"]


def test_outcomes_and_personal_data_are_not_in_it(folder):
    profiles = cx.customer_profiles(open_pot(folder), at="2024-06-30")
    assert not {"end_reason", "last_name", "n_tickets_reopened"} & set(profiles.columns)
    withheld = pd.DataFrame(profiles.attrs["withheld"])
    assert {"end_reason", "reopened", "end_date"} <= set(withheld["column"])
    for column in ("end_reason", "last_name"):
        with pytest.raises(BadValue, match=f"column '{column}' cannot be an attribute"):
            cx.customer_profiles(open_pot(folder), at="2024-06-30", attributes=[column])
    with pytest.raises(MissingColumn, match="table 'customers'"):
        cx.customer_profiles(open_pot(folder), at="2024-06-30", attributes=["region"])


def test_a_planted_leak_is_refused(folder):
    """A column filled in only for those who left after the cut-off, and one of later dates."""
    rows = [
        f"{i},A,2023-01-01,{'2024-08-01' if i < 10 else ''},{'X' if i < 10 else ''},2024-0{i % 9 + 1}-01"
        for i in range(40)
    ]
    text = "customer_id,segment,signup_date,end_date,winback_code,reviewed\n" + "\n".join(rows)
    (folder / "customers.csv").write_text(text)
    (folder / "pot.yml").write_text(
        POT.replace("segments: [segment], personal: [last_name]", "segments: [segment, winback_code]")
    )
    pot = open_pot(folder)
    for column, why in (("winback_code", "left after the cut-off"), ("reviewed", "dates after the cut-off")):
        with pytest.raises(BadValue, match=why):
            cx.customer_profiles(pot, at="2024-06-30", attributes=[column])
    profiles = cx.customer_profiles(pot, at="2024-06-30")
    assert "winback_code" not in profiles.columns
    assert "winback_code" in pd.DataFrame(profiles.attrs["withheld"])["column"].tolist()


@pytest.mark.parametrize(
    "column",
    [
        "Churn Label",
        "ChurnScore",
        "isActive",
        "TotalCharges",
        "is-churned",
        "CLTV",
        "gekündigt",
        "Kündigungsgrund",
        "Vertragsstatus",
        "inaktiv seit",
        "Austritt",
        "letzter Kontakt",
        "Gesamtumsatz",
        "tenure_in_months",
    ],
)
def test_names_that_tell_the_end_are_refused_as_exports_write_them(folder, column):
    text = FILES["customers"].replace("segment", column)
    (folder / "customers.csv").write_text(text)
    (folder / "pot.yml").write_text(POT.replace("segments: [segment]", f"segments: [{column!r}]"))
    with pytest.raises(BadValue, match="tells of the end"):
        cx.customer_profiles(open_pot(folder), at="2024-06-30", attributes=[column])
    assert column not in cx.customer_profiles(open_pot(folder), at="2024-06-30").columns


def test_profiles_can_be_printed_and_joined(folder):
    """pandas compares `attrs` with ==, which a DataFrame in them would not stand."""
    profiles = [cx.customer_profiles(open_pot(folder), at=day) for day in ("2024-06-30", "2024-06-30")]
    assert len(pd.concat(profiles)) == 6
    with pd.option_context("display.width", 40, "display.max_columns", 4):
        assert "customer_id" in repr(profiles[0])


def test_a_table_that_cannot_be_cut_is_left_out(folder):
    (folder / "orders.csv").write_text("order_id,customer_id,amount\n1,1,10\n")
    profiles = cx.customer_profiles(open_pot(folder), at="2024-06-30")
    assert "n_orders" not in profiles.columns
    assert "no dates, so it cannot be cut" in pd.DataFrame(profiles.attrs["withheld"])["reason"].tolist()


def test_needs_customers_and_a_day(folder):
    with pytest.raises(BadValue, match="at must be a day"):
        cx.customer_profiles(open_pot(folder), at="soon")
    with pytest.raises(BadPot, match="needs a table of customers"):
        cx.customer_profiles(open_pot("sfo_airport_2017"), at="2017-06-01")


LATER = st.integers(1, 400).map(lambda days: str((AT + pd.Timedelta(days=days)).date()))


@pytest.fixture
def before(folder):
    """The profiles at the cut-off, with all files as they are."""
    return cx.customer_profiles(open_pot(folder), at="2024-06-30")


@settings(
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_what_is_dated_later_changes_nothing(folder, before, data):
    """Every cell with a date after the cut-off is drawn anew, rows dated later are dropped, changed and added."""
    for name, text in FILES.items():
        frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        first = {
            "customers": "signup_date",
            "responses": "date",
            "orders": "date",
            "events": "timestamp",
        }.get(name, "created")
        late = frame[first] > "2024-06-30 24"
        dates = [column for column in frame if column != first and frame[column].str.match(r"\d{4}-").any()]
        for column in dates:
            for row in frame.index[(frame[column] > "2024-06-30 24") & ~late]:
                frame.loc[row, column] = data.draw(LATER)
        kept = [row for row in frame.index if not late[row] or data.draw(st.booleans())]
        frame = frame.loc[kept]
        for row in frame.index[late.loc[kept]]:
            frame.loc[row, first] = data.draw(LATER)
        (folder / f"{name}.csv").write_text(frame.to_csv(index=False))
    after = cx.customer_profiles(open_pot(folder), at="2024-06-30")
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text)
    pd.testing.assert_frame_equal(before, after, check_dtype=False)
