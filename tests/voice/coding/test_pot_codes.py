"""The texts of a pot by its own frame, with what people coded; codes of a group against all others."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cxlab.errors import BadPot, BadValue
from cxlab.voice import code_compare, code_pot_texts, code_texts
from cxlab.voice.coding.labels_file import LABELS, add_label, fingerprints

BILL = [f"{one} bill is {two}" for one in ("my", "the", "your", "this") for two in ("wrong", "late", "high")]
APP = [f"{one} app {two}" for one in ("my", "the", "your", "this") for two in ("crashes", "is slow", "hangs")]
FRAME = "codes:\n- {code: bill, label: Bills, keywords: [bill]}\n- {code: app, label: App}\n"


@pytest.fixture
def pot(tmp_path):
    (tmp_path / "codes.yml").write_text(FRAME, encoding="utf-8")
    return SimpleNamespace(folder=tmp_path)


@pytest.fixture
def rows():
    return pd.DataFrame({"text": BILL + APP, "part": ["inside"] * 12 + ["outside"] * 12}, index=range(5, 29))


def test_one_code_that_anything_speaks_for_is_none(pot, rows):
    assert code_pot_texts(pot, rows) is None
    assert code_pot_texts(pot, rows.drop(columns="text")) is None


def test_what_people_coded_is_learnt_from(pot, rows):
    for text in APP[:4]:
        add_label(pot.folder / LABELS, fingerprints([text])[0], "app", coder="EK")
    coding = code_pot_texts(pot, rows, min_n=0)
    assert coding.codes["basis"].value_counts()["hand"] == 4
    assert set(coding.codes.loc[5:16, "code"]) == {"bill"}
    assert (coding.codes.loc[17:, "code"] == "app").sum() >= 4


def test_faults_of_the_files_of_people_are_told(pot, rows):
    add_label(pot.folder / LABELS, fingerprints([APP[0]])[0], "nonsense", coder="EK")
    with pytest.raises(BadValue, match="nonsense"):
        code_pot_texts(pot, rows)
    (pot.folder / "codes.yml").write_text(FRAME.replace("code: app", "code: bill"), encoding="utf-8")
    with pytest.raises(BadPot, match="line 3"):
        code_pot_texts(pot, rows)


def test_codes_are_compared_by_people_and_small_counts_are_not_told(rows):
    frame = {"codes": [{"code": "bill", "keywords": ["bill"]}, {"code": "app", "keywords": ["app"]}]}
    coding = code_texts(rows, frame, min_n=0)
    mixed = rows.assign(part=["inside"] * 12 + ["inside"] * 6 + ["outside"] * 6)
    table = code_compare(coding, mixed, group="part", min_n=0).set_index("code")
    # G2 of (12, 18, 0, 6) by hand: 2 * sum(O * log(O / E))
    assert table.loc["bill", ["count", "n", "count_versus", "n_versus"]].tolist() == [12, 18, 0, 6]
    assert table.loc["bill", "statistic"] == pytest.approx(10.3562, abs=1e-3)
    one = code_compare(coding, mixed.assign(who="me"), group="part", customer="who", min_n=5)
    assert one.empty
    with pytest.raises(BadValue, match="other data"):
        code_compare(coding, rows.reset_index(drop=True), group="part")
    with pytest.raises(BadValue, match="two groups"):
        code_compare(coding, rows.assign(part="inside"), group="part")
