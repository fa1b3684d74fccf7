"""The widget: each choice reaches the twin, and what the twin gives is what is shown."""

from dataclasses import replace

import ipywidgets as widgets
import pytest

import cxlab as cx
from cxlab.lab.explorer import ExplorerWidget
from cxlab.lab.explorers.nps import NPS


@pytest.fixture(scope="module")
def shown():
    return ExplorerWidget(NPS, cx.open_pot("nordlicht"), language="en")


def test_sentence_figure_and_table_change_together(shown):
    before = [part.value for part in (shown.sentence, shown.figure, shown.table)]
    shown.controls["segment"].value = "segment"
    after = [part.value for part in (shown.sentence, shown.figure, shown.table)]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert "Kleingewerbe" in shown.sentence.value
    assert 'aria-live="polite"' in shown.sentence.value


def test_a_list_never_shows_an_empty_field(shown):
    """Of an option that stands for None a list would say that nothing is chosen."""
    lists = [one for one in shown.controls.values() if isinstance(one, widgets.Dropdown)]
    assert all(one.index is not None for one in lists)
    segment = shown.controls["segment"]
    segment.index = 1
    segment.index = 0
    assert segment.index == 0
    assert shown.exploration.parameters["segments"] == []


def test_a_choice_made_before_is_not_computed_again(shown, monkeypatch):
    shown.controls["segment"].value = "region"
    there = shown.table.value
    shown.controls["segment"].value = "segment"
    asked = []
    monkeypatch.setattr(shown, "explorer", replace(NPS, explore=lambda *_given, **more: asked.append(more)))
    shown.controls["segment"].value = "region"
    assert shown.table.value == there
    assert asked == []


def test_months_reach_the_twin_in_whichever_order_they_are_chosen(shown):
    first, last = shown.controls["period_from"], shown.controls["period_to"]
    options = dict(first.options)
    first.value, last.value = options["December 2024"], options["January 2024"]
    assert shown.exploration.parameters["date_from"] == "2024-01-01"
    assert shown.exploration.parameters["date_to"] == "2024-12-31"
    first.value, last.value = first.options[0][1], last.options[-1][1]
    assert "date_from" not in shown.exploration.parameters


def test_every_control_has_a_name(shown):
    assert all(one.description for one in shown.controls.values())


def test_code_and_parameters_are_given_when_asked_for(shown, tmp_path):
    shown._asks.value = True
    assert "cx.open_pot" in shown._code.value
    shown._asks.value = False
    assert shown._code.value == ""
    shown.save(str(tmp_path / "a.yml"))
    assert (tmp_path / "a.yml").is_file()
    shown.save(str(tmp_path / "missing" / "a.yml"))
    assert "cannot be written" in shown._said.value


def test_german_words_and_a_tab_for_each_explorer_that_fits():
    tabs = cx.lab.open("nordlicht", language="de")
    assert isinstance(tabs, widgets.Tab)
    assert list(tabs.titles)[:2] == ["Datenbasis", "Net Promoter Score"]
    assert tabs.explorer("nps").controls["segment"].description == "Vergleichen nach"
    assert "Net Promoter Score" not in cx.lab.open("telco_ibm").titles
