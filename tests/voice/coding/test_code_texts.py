"""Coding of texts: what is learnt, what stays uncoded, what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from cxlab.errors import BadParameter, BadPot, BadValue, MissingColumn
from cxlab.voice import CodeFrame, code_texts, coder_agreement
from cxlab.voice.coding import model as models

ABOUT = {
    "bill": "The bill was wrong|My invoice is too high|Charged twice on the bill|Refund is missing"
    "|Die Rechnung war falsch|Abrechnung mit zu hohem Betrag|Betrag auf der Rechnung doppelt",
    "app": "The app crashes at login|Cannot log in with my password|App is slow since the update"
    "|Login page is down|Die App stürzt ab|Anmeldung in der App geht nicht|Passwort wird nicht angenommen",
    "move": "I am moving house|New address from May|Please change my address|Moving to Berlin"
    "|Ich ziehe um|Neue Adresse nach dem Umzug|Der Umzug ist im Mai",
}
ENDS = [
    "",
    "!",
    " please help",
    " again",
    " since Monday",
    " seit Montag",
    " bitte um Antwort",
    " was soll das",
]


@pytest.fixture(scope="module")
def texts():
    """168 distinct texts of three codes, in both languages; every eighth has its code by hand."""
    rows = [(said + end, code) for code, many in ABOUT.items() for said in many.split("|") for end in ENDS]
    table = pd.DataFrame(rows, columns=["text", "true"])
    table["hand"] = table["true"].where(np.arange(len(table)) % 8 == 0)
    table["customer"] = [f"c{place % 50}" for place in range(len(table))]
    return table.sample(frac=1, random_state=1).reset_index(drop=True)


@pytest.fixture(scope="module")
def coding(texts):
    return code_texts(texts, hand_code="hand", customer="customer", n_proposals=6)


def test_codes_what_it_is_sure_of(texts, coding):
    codes = coding.codes
    assert codes.index.equals(texts.index)
    assert set(codes["basis"]) <= {"hand", "model", "uncertain", "new_words"}
    sure = codes[codes["basis"] == "model"]
    assert len(sure) > 100
    assert (sure["code"] == texts["true"][sure.index]).mean() > 0.95
    assert (sure["confidence"] >= 0.6).all()
    assert (codes.loc[codes["basis"].isin(["uncertain", "new_words"]), "code"] == "uncoded").all()
    assert (codes.loc[texts["hand"].notna(), "basis"] == "hand").all()


def test_every_text_is_counted_once(texts, coding):
    assert coding.table["n"].sum() == len(texts)
    assert coding.table["share"].sum() == pytest.approx(1)
    assert coding.table["code"].tolist() == ["app", "bill", "move", "uncoded"]
    assert coding.table["hand_coded"].tolist() == [7, 7, 7, 0]
    assert "coded" in coding.text


def test_proposals_are_free_texts(texts, coding):
    proposed = coding.proposals
    assert len(proposed) == 6
    assert proposed["row"].is_unique
    assert texts.loc[proposed["row"], "hand"].isna().all()


def test_quality_of_texts_that_were_not_learnt_from(texts, coding):
    quality = coding.quality.set_index("metric")
    assert set(quality["method"]) == {"cross-validation"}
    known = quality.dropna(subset=["low"])
    assert ((known["low"] <= known["estimate"]) & (known["estimate"] <= known["high"])).all()
    rest = texts.assign(
        hand=texts["true"].where(np.arange(len(texts)) % 2 == 0), check=np.arange(len(texts)) % 4 == 0
    )
    checked = code_texts(rest, hand_code="hand", check="check", n_proposals=0)
    assert set(checked.quality["method"]) == {"hand-coded sample"}
    assert checked.quality.set_index("metric").loc["coding_accuracy", "n"] == 42
    assert (checked.codes.loc[rest["check"], "basis"] != "hand").all()


def test_equal_texts_have_equal_codes(texts):
    twice = pd.concat(
        [texts, texts.assign(text=texts["text"].str.upper() + "  ", hand=None)], ignore_index=True
    )
    codes = code_texts(twice, hand_code="hand", n_proposals=0).codes
    first, second = codes.iloc[: len(texts)], codes.iloc[len(texts) :]
    assert (first["code"].to_numpy() == second["code"].to_numpy()).all()


def test_row_order_changes_nothing_that_is_counted(texts, coding):
    turned = texts.iloc[::-1]
    again = code_texts(turned, hand_code="hand", customer="customer", n_proposals=0).codes
    assert (again["code"].reindex(coding.codes.index) == coding.codes["code"]).mean() > 0.97


def test_what_says_nothing_stays_uncoded(texts):
    odd = ["", None, "   ", "👍👍", "<p> </p>", "12345", "?", "Quokkas wombat", "bill " * 20_000,
           "<b>My bill</b> was wrong", "Die Rechnung ist falsch and the bill is wrong", "ok"]  # fmt: skip
    data = pd.concat([texts[["text", "hand"]], pd.DataFrame({"text": odd, "hand": None})], ignore_index=True)
    codes = code_texts(data, hand_code="hand", n_proposals=0).codes.tail(len(odd)).reset_index(drop=True)
    assert codes["code"].tolist()[:8] == ["uncoded"] * 8
    assert codes["basis"].tolist()[:3] == ["no_words"] * 3
    assert codes["code"].tolist()[8:11] == ["bill"] * 3


def test_contradicting_codes_are_listed_and_not_learnt_from(texts):
    data = pd.concat(
        [texts, pd.DataFrame({"text": ["Same thing", "same  THING"], "hand": ["app", "bill"]})],
        ignore_index=True,
    )
    found = code_texts(data, hand_code="hand", n_proposals=0)
    assert found.contradictions["row"].tolist() == [168, 169]
    assert found.contradictions["code"].tolist() == ["app", "bill"]
    assert found.codes["code"].iloc[-2] == found.codes["code"].iloc[-1]
    assert "2 rows have texts that people coded differently" in found.text
    clear = pd.concat(
        [data, data.tail(1)] * 3, ignore_index=True
    )  # three of one code against six of the other
    assert code_texts(clear, hand_code="hand", n_proposals=0).contradictions.empty


def test_keywords_alone_code_and_say_that_nothing_is_known():
    frame = CodeFrame(codes=[{"code": "bill", "keywords": ["bill", "*rechnung"]},
                             {"code": "app", "keywords": ["app", "log in"]}])  # fmt: skip
    said = "Both bills are wrong|Jahresrechnung fehlt|cannot log in|log, in short|bill in the app|no idea"
    data = pd.DataFrame({"text": said.split("|")})
    found = code_texts(data, frame, min_n=0)
    assert found.codes["code"].tolist() == ["bill", "bill", "app", "app", "uncoded", "uncoded"]
    assert found.codes["confidence"].isna().all()
    assert found.quality["estimate"].isna().all()
    assert "not known" in found.text


def test_two_codes_are_needed(texts):
    with pytest.raises(BadValue, match="at least two codes"):
        code_texts(texts.assign(hand=texts["hand"].where(texts["hand"] == "app")), hand_code="hand")
    with pytest.raises(BadValue, match="at least two codes"):
        code_texts(texts, {"codes": [{"code": "a"}, {"code": "b"}]})
    with pytest.raises(BadValue, match="codes are needed"):
        code_texts(texts)


def test_bad_input_is_named(texts):
    frame = {"codes": [{"code": "bill", "keywords": "bill"}, {"code": "app", "keywords": "app"}]}
    with pytest.raises(BadValue, match=r"7 rows have codes that are not in the code frame: 'move'"):
        code_texts(texts, frame, hand_code="hand")
    with pytest.raises(MissingColumn):
        code_texts(texts, frame, text="words")
    with pytest.raises(BadValue, match="texts are needed"):
        code_texts(pd.DataFrame({"text": [1.5, 2.5]}), frame)
    with pytest.raises(BadParameter, match="min_confidence"):
        code_texts(texts, frame, min_confidence=60)
    with pytest.raises(BadPot, match="code frame"):
        code_texts(texts, {"codes": [{"name": "bill"}]})
    with pytest.raises(BadPot, match="stands under"):
        code_texts(texts, {"codes": [{"code": "a", "keywords": "x"}, {"code": "b", "keywords": "X"}]})
    with pytest.raises(BadValue, match="neither true nor false"):
        code_texts(texts.assign(check="maybe"), frame, check="check")


def test_no_text_at_all():
    frame = {"codes": [{"code": "a", "examples": ["red apple"]}, {"code": "b", "examples": ["blue boat"]}]}
    found = code_texts(pd.DataFrame({"text": [None, ""]}), frame)
    assert found.codes["code"].tolist() == ["uncoded", "uncoded"]
    assert found.proposals.empty


def test_small_groups_are_hidden(texts):
    data = texts.assign(customer="only one")
    table = code_texts(data, hand_code="hand", customer="customer", n_proposals=0).table
    assert table["n"].isna().tolist() == [True, True, True, False]  # none is uncoded


def test_regression_in_the_space_of_its_texts_is_the_same():
    random = np.random.default_rng(3)
    view = sparse.random(40, 300, density=0.1, random_state=3, format="csr")
    code, weight = random.integers(0, 3, 40), np.ones(40)
    learnt = models.fit_model([view, view], np.zeros((40, 3)), code, weight, size=3).model.models[0]
    direct = LogisticRegression(C=models.PENALTY, max_iter=2000, tol=1e-8).fit(view, code)
    assert np.abs(learnt.coefficients - direct.coef_.T).max() < 0.02


def test_shares_are_adjusted_only_where_they_differ():
    size = 3
    model = models.CodeModel((), np.array(models.START), np.zeros(size), size)
    random = np.random.default_rng(0)
    truth = random.choice(3, 4000, p=[0.8, 0.15, 0.05])
    told = np.where(random.random(4000) < 0.85, truth, random.integers(0, 3, 4000))
    logs = np.log(np.where(np.arange(3) == told[:, None], 0.9, 0.05))  # calibrated where shares are equal
    once = np.ones(len(truth))
    shifted = models.adjust_to(model, logs, once, np.array([30, 30, 30]))
    share = np.exp(shifted.shift) / np.exp(shifted.shift).sum()
    assert share == pytest.approx([0.8, 0.15, 0.05], abs=0.05)
    assert not models.adjust_to(model, logs, once, np.array([8, 2, 1])).shift.any()


def test_agreement_of_coders():
    data = pd.DataFrame(
        {"one": ["a", "b", "a", "b", "uncoded", "c"] * 5, "two": ["a", "b", "a", "a", "b", None] * 5}
    )
    found = coder_agreement(data, ["one", "two"]).set_index("group")
    assert found.loc["all", "n"] == 20
    assert found.index.tolist() == ["all", "a", "b", "c"]
    assert found.loc["a", "estimate"] == pytest.approx(found.loc["all", "estimate"])
    with pytest.raises(BadValue, match="at least two coders"):
        coder_agreement(data, ["one"])
