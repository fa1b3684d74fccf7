"""Coding by hand: every decision is on the disk, work goes on where it was left, examples reach codes.yml."""

from pathlib import Path

import pandas as pd
import pytest

from cxlab.errors import BadFile, BadPot, BadValue
from cxlab.lab.editors.labelling import Labelling, start_labelling
from cxlab.voice import load_code_frame
from cxlab.voice.coding.labels_file import (
    LABELS,
    add_label,
    codes_by_hand,
    fingerprints,
    labels_by_coder,
    read_labels,
)

CODES = """\
# ours
codes:
  - code: billing   # also reminders
    keywords: [bill]
    examples: The bill is wrong
  - code: app
"""
TEXTS = ["The bill is wrong", "<p>the  bill is WRONG</p>", "It crashes",
         "I called Mr Smith on +49 30 1234567", "Too dear", None, ""]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "codes.yml").write_text(CODES, encoding="utf-8")
    return tmp_path


def start(folder: Path, **options: object) -> Labelling:
    return start_labelling(TEXTS, folder, **{"coder": "EK", **options})


def test_like_texts_are_asked_once_and_work_goes_on_where_it_was_left(folder: Path) -> None:
    work = start(folder)
    assert (work.total, work.coded, work.keys) == (4, 0, {"1": "billing", "2": "app"})
    first, second = work.current, None
    assert work.press("2") == "app"
    second = work.current
    again = start(folder)
    assert (again.coded, again.current) == (1, second)
    assert again.current != first
    assert start(folder, coder="AB").coded == 0


def test_first_come_those_asked_for_then_a_random_order_of_the_seed(folder: Path) -> None:
    assert start(folder, first=["Too dear"]).current == "Too dear"
    orders = {tuple(start(folder, seed=seed).waiting) for seed in range(12)}
    assert len(orders) > 3
    assert start(folder, seed=3).waiting == start(folder, seed=3).waiting


def test_undo_takes_back_on_the_disk_too(folder: Path) -> None:
    work = start(folder)
    first = work.current
    work.press("1")
    work.press("u")
    assert work.current == first
    assert work.coded == 0
    assert read_labels(folder / LABELS).empty
    with pytest.raises(BadValue, match="taken back"):
        work.press("u")
    work.press("s")
    assert work.current != first
    assert work.waiting[-1] == work.texts.index(first)
    assert work.press("?") == ""


def test_the_end_is_reached_and_said(folder: Path) -> None:
    work = start(folder)
    for _text in range(4):
        work.press("1")
    assert work.current is None
    assert work.coded == 4
    with pytest.raises(BadValue, match="all texts"):
        work.press("1")


def test_a_label_that_cannot_be_written_leaves_the_text_where_it_is(folder: Path) -> None:
    work = start(folder)
    (folder / LABELS).mkdir()
    before = work.current
    with pytest.raises(BadFile, match=r"labels\.csv cannot be written"):
        work.press("1")
    assert work.current == before
    assert work.done == []


def test_a_line_cut_off_by_a_crash_costs_no_other_label(folder: Path) -> None:
    work = start(folder)
    work.press("1")
    with (folder / LABELS).open("a", encoding="utf-8") as stream:
        stream.write("abc,bil")
    assert start(folder).coded == 1
    work.press("2")
    assert start(folder).coded == 2
    (folder / LABELS).write_text("something,else\n1,2\n", encoding="utf-8")
    with pytest.raises(BadFile, match="line 1"):
        start(folder)


def test_what_identifies_people_is_neither_shown_nor_written(folder: Path) -> None:
    work = start(folder, first=[TEXTS[3]])
    assert work.current is not None
    assert "1234567" not in work.current
    assert "Smith" not in work.current
    work.press("2")
    work.press("e")
    assert "1234567" not in (folder / "codes.yml").read_text(encoding="utf-8")
    assert "Smith" not in (folder / LABELS).read_text(encoding="utf-8")
    assert len(load_code_frame(folder).codes[1].examples) == 1


def test_an_example_joins_the_code_frame_and_comments_stay(folder: Path) -> None:
    work = start(folder, first=["Too dear"])
    with pytest.raises(BadValue, match="code a text first"):
        work.press("e")
    work.press("1")
    work.press("e")
    work.press("e")  # twice is once
    text = (folder / "codes.yml").read_text(encoding="utf-8")
    assert "# ours" in text
    assert "# also reminders" in text
    assert load_code_frame(folder).codes[0].examples == ("The bill is wrong", "Too dear")
    work = start(folder, first=["The bill is wrong"])
    work.press("2")
    with pytest.raises(BadPot, match="stands under code"):
        work.press("e")
    assert (folder / "codes.yml").read_text(encoding="utf-8") == text


def test_labels_become_a_column_for_the_model_and_a_table_of_coders(folder: Path) -> None:
    keys = fingerprints(TEXTS)
    assert keys[0] == keys[1]
    assert keys[5] == keys[6] == ""
    for coder, key, code in [("A", keys[0], "app"), ("A", keys[0], "billing"), ("B", keys[0], "billing"),
                             ("A", keys[2], "app"), ("B", keys[2], "billing")]:  # fmt: skip
        add_label(folder / LABELS, key, code, coder=coder)
    labels = read_labels(folder / LABELS)
    texts = pd.Series(TEXTS, index=range(10, 17))
    assert codes_by_hand(texts, labels).tolist() == ["billing", "billing", *[None] * 5]
    assert codes_by_hand(texts, labels, coder="B").loc[12] == "billing"
    assert set(labels_by_coder(labels).columns) == {"text_key", "A", "B"}
