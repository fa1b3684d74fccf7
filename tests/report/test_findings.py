"""Findings of a report as data: checked when told, ranked, placed, written beside the page, read back."""

import pandas as pd
import pytest
from markupsafe import Markup

from cxlab import report
from cxlab.errors import BadValue
from cxlab.report import session
from cxlab.report.min_n import DEFAULT, use_min_n
from cxlab.results import Finding

from .conftest import IMPORTS, write_notebook
from .test_leaks import leaky, run  # noqa: F401  (a pot with names of people)

TOLD = {"metric": "nps", "direction": "neutral", "certainty": "shown"}
FIND = """\
from cxlab.results import Finding
told = dict(metric="nps", certainty="shown", n=40)
worse = dict(told, direction="weakness")
report.findings(Finding(finding="nps.group", sentence="North < South.", impact=-1.0, **worse))
"""
CHANGE = """\
first = Finding(finding="nps.change", sentence="It fell.", direction="weakness", impact=-9.0, period="2025",
                value=10.0, value_versus=20.0, estimate=-10.0, action="Ask why.", owner="Sales", **told)
few = dict(told, n=3, direction="neutral")
report.findings([first, Finding(finding="nps.group", group="Tiny", sentence="Few.", **few)])
"""
RECORD = """\
answer = report.Headline(population="All", label="NPS", value="10", target="Target 20: missed",
                         changes=[report.Change(text="10 below", direction="worse")])
report.record(pd.DataFrame({"metric": ["nps"], "estimate": [10.0], "n": [40]}), headline="nps", answer=answer)
"""


@pytest.fixture(autouse=True)
def _fresh_session():
    session.begin()
    use_min_n(DEFAULT)
    yield
    session.begin()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("findings")
    cells = [
        ("markdown", "# Why?"),
        ("code", IMPORTS),
        ("code", "report.answer_first()"),
        ("markdown", "## Groups"),
        ("code", FIND),
        ("markdown", "## Change"),
        ("code", CHANGE + FIND + RECORD),
    ]
    notebook = write_notebook(folder / "t.ipynb", cells)
    return report.run(notebook, output=folder / "out")


def test_findings_are_written_ranked_and_placed(written):
    found = pd.read_parquet(written.findings)
    assert written.state == "completed", written.error
    assert found["finding"].tolist() == ["nps.change", "nps.group"]
    assert found["rank"].tolist() == [1, 2]
    assert found["sentence"].tolist() == ["It fell.", "North < South."]
    assert found["action"].tolist() == ["Ask why.", ""]
    assert found["n"].tolist() == [40, 40]
    assert found["estimate"].tolist()[0] == -10.0
    assert pd.isna(found["estimate"][1])
    assert (found["template"] == "t").all()


def test_the_anchor_is_that_of_the_section_which_says_it_last(written):
    page = written.html.read_text(encoding="utf-8")
    found = pd.read_parquet(written.findings).set_index("finding")
    assert f'id="{found.loc["nps.change", "section"]}">Change</h2>' in page
    assert f'id="{found.loc["nps.group", "section"]}">Change</h2>' in page  # told again below


def test_too_few_people_are_neither_said_nor_kept(written):
    assert "Few." not in written.html.read_text(encoding="utf-8")
    assert "Tiny" not in pd.read_parquet(written.findings)["group"].tolist()


@pytest.mark.parametrize("few", [{"value": 3.0}, {"value": 40.0, "value_versus": 2.0}])
def test_a_count_of_few_among_many_is_neither_said_nor_kept(few, capsys):
    told = TOLD | {"metric": "customers_lost", "n": 900}
    report.findings(
        Finding(finding="a", sentence="Few left.", **told, **few),
        Finding(finding="b", sentence="None left.", **told, value=0.0),
        Finding(finding="c", sentence="Three rows.", **TOLD | {"metric": "rows"}, n=900, value=3.0),
    )
    assert capsys.readouterr().out == "None left.\nThree rows.\n"
    assert [one.finding for one in session.kept()] == ["b", "c"]


def test_the_answer_is_kept_as_data(written):
    assert written.answer["value"] == "10"
    assert written.answer["target"] == "Target 20: missed"
    assert written.answer["changes"][0]["text"] == "10 below"


def test_findings_are_read_back(written, tmp_path):
    back = report.findings_history(written.folder.parent)
    assert back["sentence"].tolist() == ["It fell.", "North < South."]
    assert report.findings_history(tmp_path).empty


def test_sentences_are_kept_as_text(capsys):
    report.findings(Finding(finding="x", sentence=Markup("<b>A</b> &lt; B"), **TOLD))
    assert capsys.readouterr().out == "A < B\n"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"metric": "npz"}, "the vocabulary has no metric 'npz'; did you mean 'nps'"),
        ({"impact_metric": "npz"}, "the vocabulary has no metric 'npz'; did you mean 'nps'"),
        ({"sentence": " "}, "its sentence is empty"),
        ({"certainty": "sure"}, "none of the known words"),
        ({"p_adjusted": 1.2}, "p_adjusted: expected a p-value of 0 to 1"),
        ({"n": 20.5}, "n: expected a whole number"),
        ({"metric": "csat", "value": 80.0}, "value: expected a share of 0 to 1"),
        (
            {"direction": "strength", "estimate": -9.9, "value_versus": 25.5},
            "-9.9 on nps is a weakness, found direction 'strength'",
        ),
    ],
)
def test_a_finding_that_contradicts_the_vocabulary_is_refused(wrong, says):
    with pytest.raises(BadValue, match=r"finding nps\.group: ") as caught:
        report.findings(Finding(**{"finding": "nps.group", "sentence": "A.", **TOLD, **wrong}))
    assert says in str(caught.value)
    assert session.kept() == []


def test_worth_is_counted_on_one_metric():
    report.findings(Finding(finding="a", sentence="A.", impact=1.0, impact_metric="nps", **TOLD))
    with pytest.raises(BadValue, match="on one metric, found csat, nps"):
        report.findings(Finding(finding="b", sentence="B.", impact=1.0, impact_metric="csat", **TOLD))
    assert [one.finding for one in session.kept()] == ["a"]


@pytest.mark.parametrize("field", ["action", "group", "owner"])
def test_a_raw_value_in_a_finding_stops_the_report(leaky, tmp_path, field):  # noqa: F811
    show = (
        "from cxlab.results import Finding\n"
        "name = people['last_name'].iloc[0]\n"
        "report.findings(Finding(finding='a', metric='nps', sentence='Fine.', direction='neutral', "
        f"certainty='open', {field}=name))"
    )
    result = run(leaky, tmp_path, show)
    assert result.state == "failed"
    assert "customers.last_name (1)" in result.error
    assert result.findings is None
    assert not (result.folder / "findings.parquet").exists()
