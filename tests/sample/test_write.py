"""The exports: formats as vendors write them, ids that link, dates in the observed time, same bytes again."""

import filecmp
import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from cxlab.errors import BadFile
from cxlab.loaders.pot.potfile import read_pot_file
from cxlab.loaders.tables.contracts import KINDS
from cxlab.sample import write_company
from cxlab.sample.export_service import TICKET_COLUMNS, VIA
from cxlab.sample.potyml import FILES
from cxlab.sample.vocabulary import FOLDER, vocabulary

BUNDLED = Path(__file__).parents[2] / "data" / "nordlicht"
GERMAN = {"sep": ";", "encoding": "cp1252", "dtype": str}


@pytest.fixture(scope="module")
def raw(written):
    """Every export as text, read as its own system writes it."""
    folder = written.folder
    german = {name: pd.read_csv(folder / FILES[name], **GERMAN) for name in
              ("customers", "orders", "complaints", "employees", "promise", "processes")}  # fmt: skip
    return german | {
        "responses": pd.read_csv(folder / FILES["responses"], skiprows=[1, 2], dtype=str),
        "invitations": pd.read_csv(folder / FILES["invitations"], dtype=str),
        "tickets": pd.read_csv(folder / FILES["tickets"], dtype=str),
        "reviews": pd.read_csv(folder / FILES["reviews"], dtype=str),
        "events": pq.read_table(folder / FILES["events"]).to_pandas(),
    }


def test_rows_are_as_told(written, raw):
    assert {name: len(frame) for name, frame in raw.items()} == written.rows
    assert written.rows["customers"] == 1200
    assert all(count > 0 for count in written.rows.values())


def test_ids_are_there_once_and_link(raw):
    keys = {
        "customers": "Kundennummer", "responses": "ResponseId", "tickets": "Id",
        "complaints": "Beschwerdenummer",
        "orders": "Auftragsnummer", "reviews": "review_id", "events": "event_id", "promise": "Antwort",
        "employees": "Teilnahme",
    }  # fmt: skip
    for table, key in keys.items():
        assert raw[table][key].notna().all(), table
        assert not raw[table][key].duplicated().any(), table
    customers = set(raw["customers"]["Kundennummer"])
    links = {
        "orders": "Kundennummer", "complaints": "Kundennummer", "promise": "Kundennummer",
        "responses": "ExternalReference", "invitations": "ExternalReference",
        "tickets": "Requester external id",
    }  # fmt: skip
    for table, column in links.items():
        assert set(raw[table][column].dropna()) <= customers, table
    assert set(raw["complaints"]["Ticketnummer"]) <= set(raw["tickets"]["Id"])
    person = raw["events"]["person"]
    assert set(person[~person.str.startswith("v")]) <= customers


def test_some_rows_link_by_mail_only_and_some_not_at_all(raw):
    tickets, responses = raw["tickets"], raw["responses"]
    mails = set(raw["customers"]["E-Mail"])
    assert len(mails) == len(raw["customers"])
    unlinked = tickets[tickets["Requester external id"].isna()]
    assert 0.1 < len(unlinked) / len(tickets) < 0.22
    assert 0.7 < unlinked["Requester email"].isin(mails).mean() < 0.9
    assert 0.03 < responses["ExternalReference"].isna().mean() < 0.12
    assert responses.loc[responses["DistributionChannel"] == "anonymous", "RecipientEmail"].isna().all()


def test_dates_lie_in_the_observed_time_and_follow_each_other(raw, written):
    first, last = (
        pd.Timestamp(written.truth["made_with"][key]) for key in ("observed_from", "observed_until")
    )
    after = last + pd.Timedelta(days=1)
    tickets = raw["tickets"]
    created, solved = (pd.to_datetime(tickets[name]) for name in ("Created at", "Solved at"))
    assert created.is_monotonic_increasing
    assert created.min() >= first
    assert solved.max() < after
    assert (solved.dropna() >= created[solved.notna()]).all()
    assert (tickets.loc[solved.isna(), "Status"].isin(["New", "Open"])).all()
    german = {"format": "%d.%m.%Y"}
    customers = raw["customers"]
    start, end = (pd.to_datetime(customers[name], **german) for name in ("Vertragsbeginn", "Vertragsende"))
    assert (end.dropna() > start[end.notna()]).all()
    assert end.min() > first
    assert end.max() <= last
    assert (customers["Kündigungsgrund"].notna() == end.notna()).all()
    for table, column in (("orders", "Datum"), ("complaints", "Eingang"), ("promise", "Datum")):
        dates = pd.to_datetime(raw[table][column], **german)
        assert first <= dates.min() <= dates.max() <= last, table
    assert raw["events"]["timestamp"].between(first, after, inclusive="left").all()
    assert pd.to_datetime(raw["responses"]["StartDate"]).between(first, after, inclusive="left").all()


def test_ticket_times_agree_with_each_other(raw):
    tickets = raw["tickets"]
    assert list(tickets.columns) == list(TICKET_COLUMNS)
    minutes = {
        name: pd.to_numeric(tickets[name]) for name in TICKET_COLUMNS if name.endswith(("minutes", "hours"))
    }
    for kind in ("First reply", "First resolution", "Full resolution"):
        calendar, business = (
            minutes[f"{kind} time in minutes{end}"] for end in ("", " within business hours")
        )
        assert ((business <= calendar) | calendar.isna()).all()
    full, once = minutes["Full resolution time in minutes"], minutes["First resolution time in minutes"]
    assert ((full >= once) | full.isna()).all()
    span = pd.to_datetime(tickets["Solved at"]) - pd.to_datetime(tickets["Created at"])
    assert ((span.dt.total_seconds() / 60 - full).abs().dropna() <= 1).all()
    phone = pd.to_datetime(tickets.loc[tickets["Via"] == "Phone call", "Created at"])
    assert phone.dt.dayofweek.max() <= 4
    assert phone.dt.hour.between(8, 17).all()


def test_qualtrics_has_three_header_rows(written):
    lines = pd.read_csv(written.folder / FILES["responses"], header=None, nrows=3, dtype=str)
    assert lines.iloc[0, 0] == "StartDate"
    assert "weiterempfehlen" in " ".join(lines.iloc[1])
    assert [json.loads(cell)["ImportId"] for cell in lines.iloc[2]][:2] == ["startDate", "endDate"]
    assert lines.notna().all(axis=None)


def test_answers_lie_on_their_scales_and_unfinished_ones_are_blank(raw):
    answers = raw["responses"]
    scales = {"Q_NPS": (0, 10), "Q_CSAT": (1, 5), "Q_CES": (1, 7), "Q_EXP_1": (1, 7), "Q_PER_2": (1, 7)}
    for column, (low, high) in scales.items():
        values = pd.to_numeric(answers[column]).dropna()
        assert values.min() >= low
        assert values.max() == high
    assert set(answers["Q_SAT_1"].dropna()) == {"1", "2", "3", "4", "5", "99"}
    stopped = answers["Finished"] == "0"
    assert stopped.any()
    assert answers.loc[stopped, ["Q_NPS", "Q_NPS_TEXT"]].isna().all(axis=None)


def test_german_excel_dialect(written):
    text = (written.folder / FILES["customers"]).read_bytes()
    assert "Straße".encode("cp1252") in text
    head, first = text.decode("cp1252").splitlines()[:2]
    assert head.split(";")[0] == "Kundennummer"
    assert first.split(";")[-1].count(",") == 1


def test_pot_yml_is_valid_and_its_columns_are_there(written, raw):
    spec = read_pot_file(written.folder)
    assert set(spec.tables) == set(FILES)
    for name, table in spec.tables.items():
        assert set(table.columns.values()) <= set(raw[name].columns), name
        canonical = set(raw[name].rename(columns={v: k for k, v in table.columns.items()}).columns)
        if name in KINDS:
            assert {rule.column for rule in KINDS[name].rules if rule.required} <= canonical, name
        assert set(table.personal) <= canonical, name
    assert "email" in spec.tables["customers"].personal


def test_truth_holds_only_what_exports_do_not(written, raw):
    truth = yaml.safe_load((written.folder / "truth.yml").read_text(encoding="utf-8"))
    assert truth["churn"]["time_varying_hazard_ratios"]["complaint"] == 2.0
    assert len(truth["nps"]["months"]) == 36
    assert set(truth["moment_that_matters"]["decoys"]) <= set(raw["events"]["event"])
    topics = pq.read_table(written.folder / "truth" / "topics.parquet").to_pandas()
    assert set(topics.loc[topics["table"] == "tickets", "id"]) == set(raw["tickets"]["Id"])
    assert set(topics.loc[topics["table"] == "reviews", "id"]) == set(raw["reviews"]["review_id"])
    share = raw["tickets"]["Tags"].isna().mean()
    assert 0.1 < share < 0.4


def test_same_seed_same_bytes_and_another_seed_other_ones(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_company(tmp_path / name, seed=seed, customers=120, months=24)
    files = [*FILES.values(), "pot.yml", "truth.yml", "SOURCE.md", "truth/topics.parquet"]
    assert filecmp.cmpfiles(tmp_path / "a", tmp_path / "b", files, shallow=False)[0] == files
    different = filecmp.cmpfiles(tmp_path / "a", tmp_path / "c", files, shallow=False)[1]
    assert set(different) >= set(FILES.values()) - {FILES["processes"]}


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(BadFile, match="1 other files or folders; expected an empty folder"):
        write_company(tmp_path, customers=60)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_without_contracts_the_crm_knows_no_end(tmp_path):
    written = write_company(tmp_path / "shop", customers=80, months=18, industry="ecommerce")
    customers = pd.read_csv(written.folder / FILES["customers"], **GERMAN)
    assert customers["Vertragsende"].isna().all()
    assert written.rows["orders"] > 200


def test_the_bundled_company_is_what_its_seed_makes(tmp_path):
    made = yaml.safe_load((BUNDLED / "truth.yml").read_text(encoding="utf-8"))["made_with"]
    again = write_company(
        tmp_path / "nordlicht", **{key: made[key] for key in ("seed", "customers", "months", "industry")}
    )
    for path in sorted(BUNDLED.rglob("*")):
        if path.name == "causes.yml":
            continue  # what people of the company think lies behind its complaints
        other = again.folder / path.relative_to(BUNDLED)
        if path.suffix == ".parquet":
            # The bytes of Parquet also depend on the library that writes it.
            assert pq.read_table(path).equals(pq.read_table(other)), path.name
        elif path.is_file():
            assert path.read_bytes() == other.read_bytes(), path.name
    assert sum(path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file()) < 5_000_000
    assert "seed 2024" in (BUNDLED / "SOURCE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "industry",
    sorted(
        {path.stem for path in FOLDER.glob("*.yml")} - {"common", "people_de", "phrases_de", "phrases_en"}
    ),
)
def test_a_german_report_finds_german_names_of_events_and_channels(industry):
    words = vocabulary(industry)
    named = {*words.journey, *words.activities, "welcome_call", "mobile", "desktop", *VIA} - {"Chat"}
    assert named <= set(words.labels)
