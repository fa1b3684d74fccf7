"""The NPS report from export to page: the SFO survey, and sixty answers without segments or dates."""

import html
import json
import re

import pandas as pd
import pytest

from cxlab import report

POT = """\
name: Kleine Umfrage
language: de
tables:
  responses:
    file: umfrage.csv
    columns: {response_id: Antwort-Nr, nps: Weiterempfehlung, verbatim: Kommentar}
"""
SCORES = [10, 9, 9, 8, 8, 7, 6, 5, 3, 10] * 6  # 18+6 promoters, 18 passives, 18 detractors of 60


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def sfo(tmp_path_factory):
    return report.run("nps_analysis", pot="sfo_airport_2017", output=tmp_path_factory.mktemp("sfo"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    pot = tmp_path_factory.mktemp("pot")
    rows = [
        f"{i};{score};<script>alert(1)</script> Ruf {i} an: 0171 2345678" for i, score in enumerate(SCORES)
    ]
    text = "\r\n".join(["sep=;", "Antwort-Nr;Weiterempfehlung;Kommentar", *rows])
    (pot / "umfrage.csv").write_bytes(text.encode("cp1252"))
    (pot / "pot.yml").write_text(POT, encoding="utf-8")
    output = tmp_path_factory.mktemp("small")
    return report.run("nps_analysis", pot=pot, language="de", output=output)


def test_sfo_report_shows_the_reference_figures(sfo):
    assert sfo.state == "completed", sfo.error
    text = words(sfo.html.read_text(encoding="utf-8"))
    # R survey::svymean weighted 40.398 (SE 1.446); unweighted 39.84 (SE 1.33); clustered by flight 1.541.
    for figures in ("39.84 1.33", "40.40 1.45", "39.84 1.54"):
        assert figures in text
    areas = {"A": "39.9", "B": "43.4", "C": "46.9", "D": "43.5", "E": "46.9", "F": "38.5", "G": "33.0"}
    for area, score in areas.items():
        assert re.search(rf"Area {area} \d+ {score}", text), area
    assert "2,746 answers" in text
    assert "85 rows without a valid answer" in text


def test_sfo_results_are_the_history(sfo):
    rows = pd.read_parquet(sfo.results)
    best = rows[rows["headline"]].iloc[0]
    assert best["metric"] == "nps"
    assert best["estimate"] == pytest.approx(40.398436, abs=1e-5)
    areas = rows[(rows["metric"] == "nps") & (rows["dimension"] == "boarding_area")]
    assert areas["n"].sum() == 2746
    assert set(rows["template"]) == {"nps_analysis"}
    assert json.loads((sfo.folder / "run.json").read_text(encoding="utf-8"))["state"] == "completed"


def test_sixty_answers_read_well_without_segments_or_dates(small):
    assert small.state == "completed", small.error
    text = words(small.html.read_text(encoding="utf-8"))
    for sentence in (
        "60 Antworten",
        "Mangels Daten entfallene Abschnitte",
        "keine Einladungen zuordnen",
        "weder gewichtet noch in Clustern",
        "Keine Spalte nennt das Kundenkonto",
    ):
        assert sentence in text
    assert "nan" not in re.findall(r"\w+", text.lower())


def test_comments_are_escaped_and_redacted(small):
    page = small.html.read_text(encoding="utf-8")
    assert "<script" not in page.lower()
    assert "alert(1)" in page
    assert "2345678" not in page


def test_three_answers_make_a_report_that_shows_none_of_them(tmp_path):
    (tmp_path / "umfrage.csv").write_text("nps,date,shop\n9,2024-01-31,a\n3,2024-02-20,b\n,2024-03-10,b\n")
    declared = "name: x\ntables: {responses: {file: umfrage.csv, segments: [shop]}}\n"
    (tmp_path / "pot.yml").write_text(declared)
    result = report.run("nps_analysis", pot=tmp_path, output=tmp_path / "out")
    assert result.state == "completed", result.error
    text = words(result.html.read_text(encoding="utf-8"))
    assert "There are too few valid answers to compute a score." in text
    assert "What needs to be done?" not in text
    assert not re.search(r"\bnan\b|<NA>|– points", text)
    assert pd.read_parquet(result.results)["estimate"].isna().all()


def test_text_in_a_german_report_is_german(small):
    text = words(small.html.read_text(encoding="utf-8"))
    english = {"the", "answers", "and", "with", "score is", "than"}
    assert not english & set(re.findall(r"[a-z]+", text.lower()))
