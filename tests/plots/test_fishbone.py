"""The fishbone: everything is written, nothing overlaps its neighbour's column, statuses are explained."""

import pandas as pd
import pytest

from cxlab.errors import BadValue, MissingColumn
from cxlab.language import using
from cxlab.plots import fishbone

CAUSES = pd.DataFrame({
    "bone": ["Process", "Process", "Systems", "People"], "place": ["1", "1.1", "1", "1"],
    "why": ["Bills go out with estimated meter readings", "Readings come late", "Portal down", "Vacancies"],
    "status": ["open", "open", "refuted", "supported"], "proposed": ["supported", "open", "open", "open"],
})  # fmt: skip


def texts(ax):
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def test_every_why_and_bone_is_written():
    said = texts(fishbone(CAUSES, problem="Complaints about bills doubled"))
    assert {"Process", "Systems", "People", "Complaints about bills doubled"} <= set(said)
    assert "Bills go out with estimated meter readings (data: supported)" in said
    assert {"open", "supported", "refuted"} <= set(said)


def test_texts_do_not_overlap():
    ax = fishbone(CAUSES, problem="Complaints about bills doubled")
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    pairs = [(a, b) for k, a in enumerate(boxes) for b in boxes[k + 1 :]]
    assert not any(a.overlaps(b) for a, b in pairs)


def test_german_words():
    with using("de"):
        said = texts(fishbone(CAUSES, problem="Beschwerden"))
    assert "widerlegt" in said
    assert any("(Daten: gestützt)" in text for text in said)


def test_no_bone_and_missing_columns_are_refused():
    with pytest.raises(BadValue):
        fishbone(CAUSES.head(0), problem="p")
    with pytest.raises(MissingColumn):
        fishbone(CAUSES.drop(columns="why"), problem="p")
