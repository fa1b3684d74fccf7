"""The attacker with a page and its results: no small group of any template follows by linear equations.

A pot is planted with groups of three people, a reason that one customer gave and a channel that three used.
Every template runs on it once; then all that its page, figures and results say of each group is put together.
"""

import base64
import html
import json
import re

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from cxlab import report
from cxlab.report.differencing import told_apart
from cxlab.stats.disclosure import solved_cells

REGIONS = {"Nord": 130, "West": 70, "Ost": 40, "Helgoland": 3}
CHANNELS = {"web": 120, "shop": 70, "phone": 50, "fax": 3}
REASONS = {"price": 50, "moving": 24, "service": 9, "bankruptcy": 1}
CAUSES = {"billing": 70, "metering": 45, "delivery": 20, "sabotage": 3}
TEMPLATES = (
    *("nps_analysis", "churn_survival", "journey_funnel", "data_pot_check"),
    *("complaint_root_causes", "satisfaction_drivers", "cx_scorecard", "swot_synthesis"),
)
ROWS_OF_FILES = "data_pot_check"
"""What counts rows of files, which are told to whoever mends them."""
NAMING = ("nps_analysis", "churn_survival", "complaint_root_causes")
"""What names small groups in a table, with their figures left out."""
LEVELS = (0.8, 0.95)
READER = "swot_synthesis"
"""What reads the findings of the others."""
SMALL = ("Helgoland", "fax", "bankruptcy", "sabotage")
DAY = pd.Timedelta(days=1)


def _spread(sizes, rng):
    return rng.permutation(np.repeat(list(sizes), list(sizes.values())))


def write_pot(folder):
    """Write a pot of 243 customers with an answer and a journey each, the same every time."""
    rng = np.random.default_rng(20)
    count = sum(REGIONS.values())
    people = pd.DataFrame(
        {"customer_id": [f"K{i:05d}" for i in range(count)], "region": _spread(REGIONS, rng)}
    )
    people["signup_date"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(
        rng.integers(0, 300, count), unit="D"
    )
    left = rng.permutation(count) < sum(REASONS.values())
    stayed = pd.to_timedelta(rng.integers(30, 400, count), unit="D")
    people["end_date"] = (people["signup_date"] + stayed).where(left)
    people["end_reason"] = ""
    people.loc[left, "end_reason"] = _spread(REASONS, rng)
    people["yearly_value"] = rng.integers(100, 900, count)
    people.to_csv(folder / "customers.csv", index=False)
    scores = rng.choice(11, count, p=[0.08] * 5 + [0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 60, count), unit="D")
    answers = pd.DataFrame({"response_id": range(count), "customer_id": people["customer_id"], "nps": scores})
    for name in ("sat_price", "sat_service", "sat_website"):
        answers[name] = np.clip(scores // 2 + rng.integers(-1, 2, count), 1, 5)
    answers.assign(date=dates, region=people["region"]).to_csv(folder / "responses.csv", index=False)
    write_complaints(people, folder, rng)
    entry = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 40, count), unit="D")
    steps = pd.DataFrame(
        {"customer_id": people["customer_id"], "channel": _spread(CHANNELS, rng), "entry": entry}
    )
    reached = rng.permutation(count)
    parts = [
        steps[reached < most].assign(event=event, timestamp=steps["entry"] + k * DAY)
        for k, (event, most) in enumerate({"visit": count, "offer": 150, "order": 90}.items())
    ]
    last = steps.head(1).assign(event="visit", timestamp=pd.Timestamp("2024-06-30"))
    pd.concat([*parts, last]).drop(columns="entry").to_csv(folder / "events.csv", index=False)
    tables = {
        "responses": {"file": "responses.csv", "segments": ["region"]},
        "customers": {"file": "customers.csv", "segments": ["region"]},
        "events": {"file": "events.csv"},
        "complaints": {"file": "complaints.csv", "segments": ["region", "cause"]},
    }
    links = [
        {"from": f"{name}.customer_id", "to": "customers.customer_id"} for name in ("responses", "complaints")
    ]
    pot = {"name": "Small", "industry": "energy", "tables": tables, "links": links}
    (folder / "pot.yml").write_text(json.dumps(pot), encoding="utf-8")
    return folder


def write_complaints(people, folder, rng):
    """Write a complaint of some of the customers, each with its cause."""
    count = sum(CAUSES.values())
    of_whom = people.iloc[rng.permutation(len(people))[:count]]
    rows = of_whom[["customer_id", "region"]].assign(cause=_spread(CAUSES, rng))
    rows["created"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 180, count), unit="D")
    rows["resolved"] = rows["created"] + pd.to_timedelta(rng.integers(1, 20, count), unit="D")
    rows.insert(0, "complaint_id", np.arange(count))
    rows.to_csv(folder / "complaints.csv", index=False)


@pytest.fixture(scope="session")
def small_pot(tmp_path_factory):
    return write_pot(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def published(small_pot, tmp_path_factory):
    """Return what each template published: the parts of its page and its results."""
    folder = tmp_path_factory.mktemp("published")
    found = {"folder": folder}
    for template in TEMPLATES:
        given = {"findings": str(folder)} if template == READER else {}
        result = report.run(
            template, pot=small_pot, parameters=given, output=folder / template, formats=["xlsx"]
        )
        assert result.state == "completed", result.error
        found[template] = (result.html.read_text(encoding="utf-8"), pd.read_parquet(result.results))
    return found


def figures(page):
    """Return the words that each figure of a page holds."""
    drawn = [base64.b64decode(code).decode() for code in re.findall(r"svg\+xml;base64,([^\"]*)", page)]
    return [[html.unescape(w).strip() for w in re.findall(r"<!--(.*?)-->", svg, re.DOTALL)] for svg in drawn]


def pieces(page):
    """Return what a page says, piece by piece: rows of tables, sentences, words of figures, descriptions."""
    words = [word for figure in figures(page) for word in figure]
    alts = re.findall(r'alt="([^"]*)"', page)
    body = re.sub(
        r"<style.*?</style>|src=\"data:[^\"]*\"|<section class=\"computed\".*", " ", page, flags=re.DOTALL
    )
    body = re.sub(r"</(?:tr|li|p|h\d|figure|blockquote)>", "\0", re.sub(r"</t[dh]>", " | ", body))
    texts = [html.unescape(re.sub(r"<[^>]*>", "", part)) for part in body.split("\0")]
    return [*texts, *words, *map(html.unescape, alts)]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("name", SMALL)
def test_nothing_is_told_of_a_small_group(published, template, name):
    page, results = published[template]
    for piece in pieces(page):
        if name in piece:
            said = re.sub(r"n < \d+|\(n < \d+\)|\b\d+%? interval", " ", piece.replace(name, " "))
            assert not re.search(r"\d", re.sub(r"step \d|\d+ (?:days|months)", " ", said)), piece
    for words in figures(page):  # the number beside a name is a word of its own
        assert name not in words or not {"1", "3"} & set(words)
    rows = results[results["group"].str.contains(name, regex=False)]
    assert rows[["n", "estimate", "low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_hidden_size_in_the_results_follows_from_a_total(published, template):
    """Every family of groups sums to its total: that is one equation per total and metric."""
    results = published[template][1]
    for (_metric, dimension), rows in results.groupby(["metric", "dimension"]):
        if not dimension or template == ROWS_OF_FILES:
            continue
        parts = (
            rows["group"]
            .str.split(" × ", expand=True)
            .assign(n=rows["n"].to_numpy(), e=rows["estimate"].to_numpy())
        )
        split = [name for name in parts.columns[:-2] if parts[name].isin([*REGIONS, *CHANNELS]).any()]
        if not split:
            continue
        others = [name for name in parts.columns[:-2] if name not in split]
        lines = parts.groupby(others)["n"] if others else [((), parts["n"])]
        for _line, n in lines:
            unknown = n.isna().to_numpy()
            assert not solved_cells(np.ones((1, unknown.sum()))).any()
            assert unknown.sum() != 1


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_workbook_tells_no_more_than_the_page(published, template):
    """Rows that name a small group hold no number, but where one names the row (a rank, a level)."""
    book = load_workbook(published["folder"] / template / "report.xlsx", read_only=True)
    told = 0
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            texts = [cell for cell in row if isinstance(cell, str)]
            if len(texts) < 2 or not any(name in text for name in SMALL for text in texts):
                continue
            told += 1
            numbers = [cell for cell in row if isinstance(cell, int | float) and cell not in LEVELS]
            assert template == ROWS_OF_FILES or not numbers, (sheet.title, row)
    book.close()
    assert told or template not in NAMING


PEOPLE = ("n", "n_versus", "customers", "respondents", "at_risk", "entered")


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_file_of_data_beside_a_page_speaks_of_a_few(published, template):
    """Results, findings and whatever else is written: their rows are read by name and by what they count."""
    files = sorted((published["folder"] / template).rglob("*.parquet"))
    assert files
    for path in files:
        frame = pd.read_parquet(path)
        words = frame.select_dtypes("object").astype(str).agg(" ".join, axis=1)
        numbers = frame.select_dtypes("number").drop(columns=["rank", "level"], errors="ignore")
        for name in SMALL:
            of_small = words.str.contains(rf"\b{name}\b") & ~words.str.contains("other")
            assert numbers[of_small].isna().all(axis=None), (path.name, name)
        if template == ROWS_OF_FILES:
            continue
        for column in numbers.columns.intersection(PEOPLE):
            assert not numbers[column].between(1, 4).any(), (path.name, column)


FEW = re.compile(
    r"\b(?:one|two|three|four|[1-4]) (?:\w+ )?"
    r"(?:customers?|answers?|people|persons?|promoters?|detractors?|passives?|journeys?|leavers?)\b"
)


@pytest.mark.parametrize("template", TEMPLATES[:3])
def test_descriptions_and_figures_count_nobody_in_ones(published, template):
    page, _results = published[template]
    alts = [html.unescape(alt) for alt in re.findall(r'alt="([^"]*)"', page)]
    captions = [re.sub("<[^>]*>", "", text) for text in re.findall(r"<figcaption.*?</figcaption>", page)]
    assert alts
    assert all(len(alt) > 10 for alt in alts)
    for text in [*alts, *captions, *(word for words in figures(page) for word in words)]:
        assert not FEW.search(text), text
    for text in alts:
        for name in SMALL:
            assert name not in text or not re.search(r"\d", text[text.index(name) :][: len(name) + 25]), text


def told(pages, names, words):
    """Return the numbers that a page tells of each name, in pieces that also hold one of the words."""
    found = {name: set() for name in names}
    for piece in pages:
        for name in names:
            if re.search(rf"\b{name}\b", piece) and any(word in piece for word in words):
                found[name] |= {
                    int(number.replace(",", ""))
                    for number in re.findall(r"(?<![\d.,])\d[\d,]*(?![\d.%])", piece)
                }
    return found


@pytest.mark.parametrize(
    ("template", "sizes"),
    [
        ("nps_analysis", REGIONS),
        ("churn_survival", REGIONS),
        ("churn_survival", REASONS),
        ("journey_funnel", CHANNELS),
    ],
)
def test_no_single_size_is_left_when_page_and_results_are_put_together(published, template, sizes):
    """What the page shows of each group, wherever, against the total, which is told as well."""
    page, results = published[template]
    known = {
        name
        for name, size in sizes.items()
        if any(size in numbers for numbers in [told(pieces(page), [name], [name])[name]])
    }
    recorded = results[results["n"].isin(sizes.values())]
    known |= {name for name in sizes if recorded["group"].str.contains(rf"\b{name}\b").any()}
    assert len(sizes) - len(known) != 1, known
    assert not known & set(SMALL)


def test_min_n_of_0_is_a_decision_that_the_page_states(small_pot, tmp_path):
    result = report.run("nps_analysis", pot=small_pot, output=tmp_path / "r", parameters={"min_n": 0})
    page = result.html.read_text(encoding="utf-8")
    assert "Small groups are shown (min_n = 0)" in page[: page.index("<main>")]
    # What the attacker looks for is found where nothing is hidden.
    assert any("3" in words for words in figures(page) if "Helgoland" in words)
    assert pd.read_parquet(result.results)["n"].eq(3).any()


def test_what_hides_is_said_where_groups_are_hidden(published):
    assert "Figures based on fewer than 5 people are suppressed" in published["nps_analysis"][0]


@pytest.mark.parametrize("template", TEMPLATES)
def test_reports_say_nothing_of_where_a_pot_lies(published, small_pot, template):
    for path in (published["folder"] / template).iterdir():
        assert str(small_pot).encode() not in path.read_bytes()
    assert published[template][1]["parameters"].str.contains(f'"pot": "{small_pot.name}"').all()


def test_two_reports_that_differ_by_a_few_people_are_told(tmp_path):
    """Subtracting one from the other would give these people's answers."""

    def recorded(folder, size):
        folder.mkdir()
        about = {"template": "t", "pot": "p", "min_n": 5}
        facts = {"metric": "nps", "dimension": "", "group": "", "period": "", "n": size}
        frame = pd.DataFrame([facts]).assign(
            template="t", pot="p", created_at=pd.Timestamp("2024-05-03", tz="UTC")
        )
        frame.to_parquet(folder / "results.parquet")
        (folder / "run.json").write_text(json.dumps(about), encoding="utf-8")
        return [facts], about

    _rows, about = recorded(tmp_path / "first", 300)
    row = {"metric": "nps", "dimension": "", "group": "", "period": ""}
    new = tmp_path / "second"
    for size, warned in ((300, False), (301, True), (304, True), (305, False), (296, True)):
        text = told_apart([row | {"n": size}], about, new)
        assert bool(text) == warned, size
    assert "3 May 2024" in told_apart([row | {"n": 301}], about, new)
    assert not told_apart([row | {"n": 301}], about | {"pot": "other"}, new)
    assert not told_apart([row | {"n": 301}], about | {"min_n": 0}, new)
    assert told_apart(
        [row | {"n": 301}], about, tmp_path / "first"
    )  # in its own folder, about to be replaced
