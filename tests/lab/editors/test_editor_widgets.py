"""The editors as people use them: fields, buttons and keys reach the file, and what happened is told."""

from pathlib import Path

import ipywidgets as widgets
import pytest

import cxlab as cx
from cxlab.complaints import load_causes
from cxlab.lab.editors.causes_editor import CausesEditor
from cxlab.lab.editors.labelling import start_labelling
from cxlab.lab.editors.labelling_widget import LabellingWidget
from cxlab.lab.editors.swot_editor import SwotEditor
from cxlab.swot_analysis import load_swot
from cxlab.voice.coding.labels_file import LABELS, read_labels

ENTRY = {"field": "threat", "text": "Dynamische Tarife", "role": "Leitung Produkt", "date": "2025-11-03",
         "source": "Messe", "weight": "high"}  # fmt: skip
CAUSES = Path(__file__).parents[3] / "data" / "nordlicht" / "causes.yml"


def buttons(widget: widgets.Widget) -> dict[str, widgets.Button]:
    found = {}
    for child in getattr(widget, "children", ()):
        if isinstance(child, widgets.Button):
            found[child.description] = child
        found |= buttons(child)
    return found


class Clock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self, step: float = 1.0) -> None:
        self.at, self.step = 0.0, step

    def __call__(self) -> float:
        self.at += self.step
        return self.at


def test_an_entry_of_the_swot_is_written_changed_and_deleted(tmp_path: Path) -> None:
    editor = SwotEditor(tmp_path, language="de")
    editor.form.fill(ENTRY)
    buttons(editor)["Speichern"].click()
    assert "Geschrieben" in editor.status.value
    editor.chosen.value = 0
    assert editor.form.written["role"] == "Leitung Produkt"
    editor.form.fields["scope"].value = "product"
    editor.save()
    assert load_swot(tmp_path).entries[0].scope == "product"
    editor.kind.value = "measures"
    editor.form.fill({"measure": "Anrufen", "aspect": "Preis", "effort": "small"})
    editor.save()
    editor.kind.value = "entries"
    editor.delete()
    assert 'role="alert"' in editor.status.value
    assert load_swot(tmp_path).entries
    editor.chosen.value = 0
    buttons(editor)["Löschen"].click()
    assert "Gelöscht: „Dynamische Tarife“" in editor.status.value
    file = load_swot(tmp_path)
    assert (len(file.entries), file.measures[0].effort) == (0, "small")
    buttons(editor)["Zurücknehmen"].click()
    assert load_swot(tmp_path).entries[0].text == "Dynamische Tarife"


def test_fields_that_lack_are_named_as_they_are_on_the_screen(tmp_path: Path) -> None:
    editor = SwotEditor(tmp_path, language="de")
    editor.save()
    for label in ("Was bekannt ist", "Wer es sagt", "Datum", "Woher"):
        assert label in editor.status.value
    assert "entries" not in editor.status.value
    editor.form.fill(ENTRY)
    editor.form.fields["date"].value = "12/31/2025"
    editor.save()
    assert "„12/31/2025“ ist kein Datum" in editor.status.value
    assert "03.11.2025" in editor.status.value
    assert not (tmp_path / "swot.yml").exists()
    editor.form.fields["date"].value = "3.11.2025"
    editor.save()
    assert load_swot(tmp_path).entries[0].date == "2025-11-03"
    editor.chosen.value = 0
    assert editor.form.written["date"] == "03.11.2025"
    editor.save()
    assert "Nichts wurde geändert" in editor.status.value


def test_a_change_touches_only_the_keys_that_were_changed(tmp_path: Path) -> None:
    text = """\
entries:
  - field: threat
    text: >
      Dynamic tariffs
    role: Product
    date: 2025-11-03
    source: Fair
    weight: medium   # said so
"""
    (tmp_path / "swot.yml").write_text(text, encoding="utf-8")
    editor = SwotEditor(tmp_path)
    editor.chosen.value = 0
    editor.form.fields["source"].value = "Trade fair"
    editor.save()
    assert (tmp_path / "swot.yml").read_text(encoding="utf-8") == text.replace("Fair", "Trade fair")


def test_a_file_that_somebody_else_changed_is_read_again_on_demand(tmp_path: Path) -> None:
    editor = SwotEditor(tmp_path)
    editor.reload()
    assert "what you save first makes it" in editor.status.value
    editor.form.fill(ENTRY)
    editor.save()
    path = tmp_path / "swot.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# note\n", encoding="utf-8")
    editor.form.fill({**ENTRY, "text": "Another"})
    editor.save()
    assert "somebody else" in editor.status.value
    buttons(editor)["Read again"].click()
    assert "with changes" in editor.status.value
    assert "What was not saved is gone" in editor.status.value
    editor.undo()
    assert "nothing to take back" in editor.status.value
    editor.reload()
    assert "unchanged" in editor.status.value
    editor.form.fill({**ENTRY, "text": "Another"})
    editor.save()
    assert len(load_swot(tmp_path).entries) == 2
    assert path.read_text(encoding="utf-8").endswith("# note\n")


def test_what_was_entered_and_not_saved_is_not_lost_by_another_choice(tmp_path: Path) -> None:
    editor = SwotEditor(tmp_path)
    editor.form.fill(ENTRY)
    editor.save()
    editor.form.fields["text"].value = "Half an entry"
    for chooser, other in ((editor.chosen, 0), (editor.kind, "measures")):
        before = chooser.value
        chooser.value = other
        assert chooser.value == before
        assert "First save" in editor.status.value
    assert editor.form.written["text"] == "Half an entry"
    editor.undo()
    assert load_swot(tmp_path).entries


def test_whys_of_the_sample_company_are_edited_in_place(tmp_path: Path) -> None:
    before = CAUSES.read_text(encoding="utf-8")
    (tmp_path / "causes.yml").write_text(before, encoding="utf-8")
    editor = CausesEditor(tmp_path, findings=["complaints.rise"], language="de")
    editor.chosen.value = (0, (1,))
    assert editor.evidence.written["finding"] == "complaints.rise"
    editor.form.fields["status"].value = "supported"
    buttons(editor)["Speichern"].click()
    text = (tmp_path / "causes.yml").read_text(encoding="utf-8")
    assert text.replace("        status: supported\n", "") == before  # evidence stays as it was written
    editor.chosen.value = (0, (1, 1, 1))
    buttons(editor)["Dahinter nach dem Warum fragen"].click()
    assert "Neues Warum hinter „Ablesetermine wurden abgesagt“" in editor.head.value
    editor.form.fill({"why": "Zu wenige Ableser"})
    editor.evidence.fill({"finding": "complaints.sla", "group": "West"})
    editor.save()
    assert editor.chosen.value == (0, (1, 1, 1, 1))
    why = next(why for _bone, place, why in load_causes(tmp_path).walk() if place == (1, 1, 1, 1))
    assert (why.why, why.evidence[0].group) == ("Zu wenige Ableser", "West")
    editor.delete()
    assert (tmp_path / "causes.yml").read_text(encoding="utf-8").count("Zu wenige") == 0
    editor.chosen.value = (0, (1,))
    editor.delete()
    assert "2 Warum dahinter" in editor.status.value
    editor.undo()
    assert (tmp_path / "causes.yml").read_text(encoding="utf-8") == text


def test_evidence_keeps_what_the_fields_do_not_show(tmp_path: Path) -> None:
    (tmp_path / "causes.yml").write_text(CAUSES.read_text(encoding="utf-8"), encoding="utf-8")
    editor = CausesEditor(tmp_path)
    editor.chosen.value = (3, (1,))
    editor.evidence.fields["aspect"].value = "Preis"
    editor.save()
    (evidence,) = load_causes(tmp_path).bones[3].whys[0].evidence
    assert (evidence.finding, evidence.aspect, evidence.at_least) == ("complaints.change", "Preis", 20)
    editor.evidence.fields["finding"].value = ""
    editor.save()
    assert "please fill in: Finding" in editor.status.value
    editor.reload()
    editor.chosen.value = (1, (1,))
    editor.evidence.fields["group"].value = "West"
    editor.save()
    assert "please fill in: Finding" in editor.status.value


def test_whys_begin_with_a_problem(tmp_path: Path) -> None:
    editor = CausesEditor(tmp_path)
    assert "which problem" in editor.status.value
    editor.save_problem()
    assert "please fill in: Problem" in editor.status.value
    editor.problem.fill({"problem": "Late bills", "owner": "Billing"})
    editor.save_problem()
    editor.ask_why()
    assert "Add a bone first" in editor.status.value
    editor.add_bone()
    assert "please fill in: Bone" in editor.status.value
    editor.bone.value = "Process"
    editor.add_bone()
    editor.save()
    assert "please fill in: Why" in editor.status.value
    editor.form.fill({"why": "Read late"})
    editor.bone.value = "People"
    editor.add_bone()
    assert "First save" in editor.status.value
    editor.save()
    causes = load_causes(tmp_path)
    assert (causes.problem, causes.owner, causes.bones[0].whys[0].why) == (
        "Late bills",
        "Billing",
        "Read late",
    )
    editor.save()
    assert "Nothing has been changed" in editor.status.value


@pytest.fixture
def work(tmp_path: Path) -> LabellingWidget:
    cx.voice.draft_code_frame(tmp_path, {"billing": ["bill"], "app": []})
    texts = [f"text number {n} <b>bold</b>" for n in range(6)]
    return LabellingWidget(start_labelling(texts, tmp_path, coder="EK"), now=Clock())


def test_keys_code_one_text_after_the_other(work: LabellingWidget) -> None:
    first = work.text.value
    work.field.value = "1"
    assert work.text.value != first
    work.field.value = "12"
    work.field.value = "12u"
    assert work.work.coded == 1
    labels = read_labels(work.work.folder / LABELS)
    assert labels["code"].tolist() == ["billing"]
    assert "1 of 6" in work.progress.value
    work.field.value = "12ux"
    assert "stands for nothing" in work.status.value
    work.field.value = "1"  # what was typed is deleted: nothing happens
    assert work.work.coded == 1
    work.field.value = "1e"
    assert "example" in work.status.value


def test_a_key_that_is_held_down_codes_nothing(work: LabellingWidget) -> None:
    work.field.value = "111"
    assert work.work.coded == 0
    assert "Too fast" in work.status.value
    work._now = Clock(step=0.01)
    work.press("1")
    work.field.value = "1111"
    assert work.work.coded == 1


def test_buttons_do_what_keys_do_and_texts_are_escaped(work: LabellingWidget) -> None:
    for _text in range(6):
        buttons(work)["2 app"].click()
    assert "All texts are coded" in work.text.value
    buttons(work)["s Later"].click()
    assert 'role="alert"' in work.status.value
    assert "<b>" not in work.text.value


def test_editors_open_from_the_pot_in_its_language(tmp_path: Path) -> None:
    cx.voice.draft_code_frame(tmp_path, ["Abrechnung"])
    shown = cx.lab.label_texts("nordlicht", coder="EK", folder=tmp_path)
    assert shown.field.description == "Tasten"
    assert cx.lab.edit_swot("nordlicht").kind.description == "Bearbeiten"
    with pytest.raises(cx.BadPot, match="texts of customers"):
        cx.lab.label_texts("telco_ibm", folder=tmp_path)
