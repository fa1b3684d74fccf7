"""causes.yml: read strictly, never written over, and data's proposals kept apart from people's words."""

import pytest
import yaml

import cxlab as cx
from cxlab.complaints.root_causes import Bone, Evidence, RootCauses, Why
from cxlab.errors import BadPot
from cxlab.results import Finding

room = cx.complaints
TEXT = """
problem: Beschwerden zur Abrechnung in West verdoppelt
owner: Leitung Abrechnung
bones:
  - name: Prozess
    whys:
      - why: Rechnungen mit geschätzten Zählerständen
        evidence: complaints.rise
        whys:
          - why: Ablesungen kommen zu spät
            status: refuted
            owner: Leitung Betrieb
            measure: Frist verkürzt
  - name: Kunden
    whys:
      - why: Preiserhöhung
        evidence: [{finding: complaints.rise, group: Preis, at_least: 1.5}]
"""


def finding(**fields):
    told = {"finding": "complaints.rise", "metric": "complaint_excess", "direction": "weakness",
            "sentence": "Im Westen doppelt so viele.", "certainty": "shown"}  # fmt: skip
    return Finding(**(told | fields))


@pytest.fixture
def pot(tmp_path):
    (tmp_path / "causes.yml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_whys_are_read_with_their_places(pot):
    table = room.load_causes(pot).table()
    assert table["place"].tolist() == ["1", "1.1", "1"]
    assert table["owner"].tolist() == ["Leitung Abrechnung", "Leitung Betrieb", "Leitung Abrechnung"]
    assert table["status"].tolist() == ["open", "refuted", "open"]


def test_findings_propose_and_people_decide(pot):
    linked = room.link_findings(room.load_causes(pot), [finding()])
    assert linked["proposed"].tolist() == ["supported", "open", "open"]
    assert linked["status"].tolist() == ["open", "refuted", "open"]
    assert linked["sentence"].iloc[0] == "Im Westen doppelt so viele."
    assert linked["because"].tolist()[1:] == [
        "no finding is named: a matter for people",
        "the finding named is not among those of the data",
    ]


@pytest.mark.parametrize(
    ("fields", "proposed"),
    [
        ({"direction": "strength"}, "refuted"),
        ({"certainty": "likely"}, "open"),
        ({"direction": "neutral"}, "open"),
    ],
)
def test_only_what_is_shown_decides(fields, proposed):
    causes = RootCauses(
        problem="p", bones=(Bone(name="b", whys=(Why(why="w", evidence=["complaints.rise"]),)),)
    )
    assert room.link_findings(causes, [finding(**fields)])["proposed"].tolist() == [proposed]


def test_an_effect_too_small_refutes_and_contradictions_stay_open(pot):
    causes = room.load_causes(pot)
    small = finding(finding="complaints.rise", group="Preis", low=0.9, high=1.2, estimate=1.05)
    large = finding(finding="complaints.rise", group="Preis", low=1.6, high=2.2, estimate=1.9)
    proposed = [
        room.link_findings(causes, found)["proposed"].iloc[2] for found in ([small], [large], [small, large])
    ]
    assert proposed == ["refuted", "supported", "open"]


def test_people_who_decided_otherwise_are_told_and_left_alone():
    why = Why(why="w", evidence=[Evidence(finding="complaints.rise")], status="refuted")
    linked = room.link_findings(RootCauses(problem="p", bones=(Bone(name="b", whys=(why,)),)), [finding()])
    assert linked.loc[0, ["status", "proposed"]].tolist() == ["refuted", "supported"]
    assert bool(linked.loc[0, "people_differ"])


def test_a_rerun_never_touches_what_people_wrote(pot):
    before = (pot / "causes.yml").read_bytes()
    linked = room.link_findings(room.load_causes(pot), [finding()])
    for _run in range(2):
        room.write_proposals(linked, pot)
    with pytest.raises(BadPot, match="stays as it is"):
        room.draft_causes(pot, "another problem")
    assert (pot / "causes.yml").read_bytes() == before
    written = yaml.safe_load((pot / "causes.proposed.yml").read_text(encoding="utf-8"))
    assert [one["proposed"] for one in written] == ["supported", "open", "open"]


def test_a_draft_can_be_read(tmp_path):
    room.draft_causes(tmp_path, "Complaints rose", owner="Kim")
    causes = room.load_causes(tmp_path)
    assert len(causes.bones) == 6
    assert causes.table().empty


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bones: []", "problem is missing"),
        ("problem: p\nbones:\n  - name: b\n    whys:\n      - why: w\n        status: maybe", "line 6"),
        ("problem: p\ncause: x", "line 2: key cause is not known"),
        ("- a", "problem and bones"),
        ("problem: [", "not valid YAML"),
        ("problem: p\nbones: 3", "line 2"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path, text, said):
    (tmp_path / "causes.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPot, match=said):
        room.load_causes(tmp_path)


def test_no_file_and_too_many_whys_are_refused(tmp_path):
    with pytest.raises(BadPot, match="no such file"):
        room.load_causes(tmp_path)
    why = "{why: w}"
    for _depth in range(7):
        why = f"{{why: w, whys: [{why}]}}"
    (tmp_path / "causes.yml").write_text(f"problem: p\nbones: [{{name: b, whys: [{why}]}}]", encoding="utf-8")
    with pytest.raises(BadPot, match="8 whys"):
        room.load_causes(tmp_path)
