"""Sentiment: negation, mixed feelings, learning from scores, what is refused."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import BadParameter, BadValue
from cxlab.language import use
from cxlab.voice import prepare, sentiment
from cxlab.voice.sentiment.clauses import TURNED, features_of, split_clauses

# Written by hand for this test; none stands in the lists that are learnt from.
TOLD = [
    ("Der Service war nicht gut", "negative"),
    ("Ich hatte nie Probleme mit der Abrechnung", "positive"),
    ("Kein schlechter Anbieter", "positive"),
    ("Das war gar nicht so schlecht", "positive"),
    ("Niemand konnte mir weiterhelfen", "negative"),
    ("Nicht nur günstig, sondern auch nett", "positive"),
    ("Die Mitarbeiter waren ausgesprochen hilfsbereit", "positive"),
    ("Unfassbar schlechter Kundendienst", "negative"),
    ("Freundlich, aber viel zu langsam", "mixed"),
    ("Sehr schöne App, leider stürzt sie oft ab", "mixed"),
    ("Zählerstand 4711", "unclear"),
    ("the staff was not helpful at all", "negative"),
    ("It doesn't work", "negative"),
    ("not the worst airline", "positive"),
    ("They lost my luggage and nobody cared", "negative"),
    ("no complaints whatsoever", "positive"),
    ("not only cheap but also friendly", "positive"),
    ("Friendly people but endless lines", "mixed"),
    ("My meter number is 12", "unclear"),
]


@pytest.fixture(scope="module")
def told():
    data = pd.DataFrame(TOLD, columns=["text", "true"])
    return data.assign(said=sentiment(data, min_n=0).codes["sentiment"])


def test_lists_alone_know_negation_and_mixed_feelings(told):
    assert (told["true"] == told["said"]).mean() >= 0.8
    opposite = {("positive", "negative"), ("negative", "positive")}
    assert not opposite & set(zip(told["true"], told["said"], strict=True))


def test_no_list_is_used_on_another_language():
    """English lexicons call "die" negative; a German article says nothing."""
    german = sentiment(
        pd.DataFrame({"text": ["die Kunden die das hier lesen", "Der Mann war hier"]}), min_n=0
    )
    assert german.codes["sentiment"].tolist() == ["unclear", "unclear"]
    other = sentiment(pd.DataFrame({"text": ["Bardzo długo czekałem na odpowiedź od państwa"]}), min_n=0)
    assert other.codes["sentiment"].tolist() == ["other_language"]


def test_features_turn_negated_words():
    def first(text, language):
        return dict(next(features_of(prepare([text], language=language), language)))

    assert first("nicht gut", "de")["gut"] == TURNED
    assert first("nicht ohne Probleme", "de")["problem"] == 1
    assert first("not only cheap", "en")["cheap"] == 1
    far = first("not what they said about good food", "en")
    assert far["food"] == 1
    assert split_clauses("It won't load") == ["It will not load"]


@pytest.fixture(scope="module")
def reviews():
    """Invented words that only scores give a meaning: what is not in any list has to be learnt."""
    random = np.random.default_rng(2)
    rows = []
    for place in range(160):
        good = place % 2 == 0
        word = random.choice(
            ["gloppig", "mufflig", "zwirbelt"] if good else ["knarzig", "brackig", "vermurkst"]
        )
        rows.append(
            (
                f"Das war ja {word} im Laden Nummer {place} am {random.choice(['Montag', 'Freitag'])}",
                5 if good else 1,
            )
        )
    return pd.DataFrame(rows, columns=["text", "rating"])


def test_learns_from_scores_and_says_how_well(reviews):
    found = sentiment(reviews, score="rating", scale=(1, 5))
    quality = found.quality[found.quality["metric"] == "coding_accuracy"].iloc[0]
    assert quality["estimate"] > 0.95
    assert quality["method"] == "cross-validation"
    assert 80 <= quality["n"] <= 160
    right = np.where(reviews["rating"] == 5, "positive", "negative")
    assert (found.codes["sentiment"] == right).mean() > 0.9
    use("de")
    try:
        assert found.text.startswith("Von 160 Texten")
        assert "Deutsch" in found.text
    finally:
        use("en")


def test_without_scores_nothing_is_claimed(reviews):
    found = sentiment(reviews.head(30), score="rating", scale=(1, 5))
    assert found.quality["estimate"].isna().all()
    assert "not known" in found.text


def test_equal_texts_are_told_equally_and_rows_keep_their_index(reviews):
    data = pd.concat([reviews, reviews.assign(text=reviews["text"].str.upper())])
    codes = sentiment(data, score="rating", scale=(1, 5)).codes
    assert codes.index.equals(data.index)
    half = len(reviews)
    assert (codes["sentiment"].to_numpy()[:half] == codes["sentiment"].to_numpy()[half:]).all()


def test_odd_texts():
    odd = [
        "",
        None,
        "👍",
        "😡",
        "<b>sehr gut</b>",
        "gut " * 30_000,
        "Die Leute sind nett. But the app is terrible and slow!",
    ]
    said = sentiment(pd.DataFrame({"text": odd}), min_n=0).codes["sentiment"].tolist()
    assert said[:2] == ["no_words", "no_words"]
    assert said[4:] == ["positive", "positive", "mixed"]


def test_bad_input_is_named(reviews):
    with pytest.raises(BadValue, match="160 scores lie outside the scale 6 to 10"):
        sentiment(reviews, score="rating", scale=(6, 10))
    with pytest.raises(BadParameter, match="min_confidence"):
        sentiment(reviews, min_confidence=0.2)
    assert sentiment(pd.DataFrame({"text": [None, ""]})).codes["sentiment"].tolist() == ["no_words"] * 2
