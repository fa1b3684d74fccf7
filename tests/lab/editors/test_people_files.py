"""swot.yml and causes.yml changed by the editors: people's words stay, wrong things are refused."""

import os
from pathlib import Path

import pytest

from cxlab import atomic
from cxlab.complaints import load_causes
from cxlab.errors import BadPot
from cxlab.lab.editors import causes_file, swot_file
from cxlab.swot_analysis import load_swot

ENTRY = {"field": "threat", "text": "Dynamic tariffs", "role": "Head of product", "date": "2025-11-03",
         "source": "Trade fair", "scope": "product", "owner": ""}  # fmt: skip


def test_an_entry_is_added_changed_and_removed(tmp_path: Path) -> None:
    file = swot_file.add_to_swot(swot_file.open_swot(tmp_path), "entries", ENTRY)
    assert load_swot(tmp_path).entries[0].scope == "product"
    assert file.path.read_text(encoding="utf-8").startswith("# What only people know")
    file = swot_file.change_in_swot(file, "entries", 0, {"weight": "high", "scope": "", "text": "Ölpreis"})
    entry = load_swot(tmp_path).entries[0]
    assert (entry.weight, entry.scope, entry.text) == ("high", "both", "Ölpreis")
    file = swot_file.add_to_swot(file, "measures", {"measure": "Call", "aspect": "price", "effort": "small"})
    file = swot_file.set_scope(file, "website", "product")
    file = swot_file.set_scope(swot_file.set_scope(file, "app", "service"), "website", "")
    assert load_swot(tmp_path).scopes == {"app": "service"}
    swot_file.remove_from_swot(file, "entries", 0)
    assert load_swot(tmp_path).entries == ()
    assert load_swot(tmp_path).measures[0].effort == "small"


def test_an_entry_without_evidence_of_who_says_it_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    file = swot_file.add_to_swot(swot_file.open_swot(tmp_path), "entries", ENTRY)
    with pytest.raises(BadPot, match=r"swot\.yml line \d+: entries\.1\.role is missing"):
        swot_file.add_to_swot(file, "entries", {**ENTRY, "role": " "})
    with pytest.raises(BadPot, match="must be one of"):
        swot_file.change_in_swot(file, "entries", 0, {"weight": "huge"})
    assert file.path.read_text(encoding="utf-8") == file.found
    assert os.listdir(tmp_path) == ["swot.yml"]


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    file = swot_file.add_to_swot(swot_file.open_swot(tmp_path), "entries", ENTRY)
    other = file.path.read_text(encoding="utf-8") + "# a note of a colleague\n"
    file.path.write_text(other, encoding="utf-8")
    with pytest.raises(BadPot, match="somebody else"):
        swot_file.remove_from_swot(file, "entries", 0)
    assert file.path.read_text(encoding="utf-8") == other
    assert load_swot(tmp_path).entries
    swot_file.remove_from_swot(swot_file.open_swot(tmp_path), "entries", 0)
    assert "# a note of a colleague" in file.path.read_text(encoding="utf-8")


def test_a_stop_in_the_middle_of_writing_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    file = swot_file.add_to_swot(swot_file.open_swot(tmp_path), "entries", ENTRY)

    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic.os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        swot_file.remove_from_swot(file, "entries", 0)
    assert file.path.read_text(encoding="utf-8") == file.found
    assert os.listdir(tmp_path) == ["swot.yml"]


def test_whys_are_asked_behind_each_other(tmp_path: Path) -> None:
    file = causes_file.add_bone(causes_file.open_causes(tmp_path, problem="Rechnungen"), "Prozess")
    file = causes_file.add_why(file, 0, (), {"why": "Spät abgelesen", "status": "open", "owner": ""})
    for depth in range(1, 5):
        file = causes_file.add_why(file, 0, (1,) * depth, {"why": f"weil {depth}"})
    assert load_causes(tmp_path).table()["place"].tolist() == ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1"]
    found = [{"finding": "complaints.rise", "group": "West", "at_least": 2.5}]
    file = causes_file.change_why(file, 0, (1, 1), {"status": "supported", "evidence": found})
    _bone, _place, why = list(load_causes(tmp_path).walk())[1]
    assert (why.status, why.evidence[0].group, why.evidence[0].at_least) == ("supported", "West", 2.5)
    file = causes_file.remove_why(file, 0, (1, 1, 1))
    assert load_causes(tmp_path).table()["place"].tolist() == ["1", "1.1"]
    file = causes_file.change_problem(file, problem="Rechnungen zu spät", owner="Abrechnung")
    causes_file.remove_bone(file, 0)
    assert load_causes(tmp_path).problem == "Rechnungen zu spät"
    assert not load_causes(tmp_path).bones


def test_too_deep_whys_and_an_unknown_status_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPot, match="which problem"):
        causes_file.open_causes(tmp_path)
    file = causes_file.add_bone(causes_file.open_causes(tmp_path, problem="P"), "B")
    for depth in range(7):
        file = causes_file.add_why(file, 0, (1,) * depth, {"why": "w"})
    with pytest.raises(BadPot, match="at most 7"):
        causes_file.add_why(file, 0, (1,) * 7, {"why": "w"})
    with pytest.raises(BadPot, match="must be one of"):
        causes_file.change_why(file, 0, (1,), {"status": "perhaps"})
    with pytest.raises(BadPot, match="there is no"):
        causes_file.change_why(file, 0, (2,), {"status": "open"})


def test_a_bone_is_there_once(tmp_path):
    file = causes_file.add_bone(causes_file.open_causes(tmp_path, problem="Late bills"), "Process")
    with pytest.raises(BadPot, match="a bone process already"):
        causes_file.add_bone(file, " process ")
    assert len(causes_file.open_causes(tmp_path).document.value["bones"]) == 1
