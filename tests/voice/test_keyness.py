"""Keyness counts people, holds questions and languages apart, and tells nobody's name; quotes and copies."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.voice import keyness, near_duplicates, representative_quotes


def said(**words):
    """Return texts: per group how many say each word, in so many words that their language can be told."""
    rows = [
        (group, word if " " in word else f"the {word}")
        for group, told in words.items()
        for word, times in told.items()
        for _one in range(times)
    ]
    return pd.DataFrame(rows, columns=["band", "text"]).assign(customer=range(len(rows)))


def test_shares_and_test_by_hand():
    table = keyness(said(a={"bill": 30, "app": 70}, b={"bill": 15, "app": 105}), group="band")
    first = table.iloc[0]
    assert first[["word", "group", "versus", "count", "count_versus", "n", "n_versus"]].tolist() == [
        *("bill", "a", "rest", 30, 15, 100, 120)
    ]
    assert first["estimate"] == pytest.approx(0.3 - 0.125)
    assert first["ratio"] == pytest.approx(2.4)
    assert first["statistic"] == pytest.approx(10.323706, abs=1e-6)
    assert first["comparisons"] == 2  # the other side of the same table is no second test
    assert first["p_adjusted"] == pytest.approx(first["p"])


def test_who_says_a_word_nine_times_says_it_once():
    loud = said(a={"bill": 40, "app": 40}, b={"bill": 10, "app": 40}).assign(customer=lambda d: d.index)
    loud.loc[(loud["band"] == "a") & (loud["text"] == "the bill"), "customer"] = 0
    table = keyness(loud, group="band", customer="customer")
    assert "bill" not in table.loc[table["group"] == "a", "word"].tolist()


def test_questions_and_languages_are_held_apart():
    data = pd.concat(
        [
            said(a={"bill": 30}, b={"app": 30}).assign(question="why"),
            said(a={"app": 30}, b={"bill": 30}).assign(question="safety"),
            said(a={"Die Rechnung": 20}, b={"Die App": 20}).assign(question="why"),
        ]
    )
    table = keyness(data, group="band", question="question")
    assert len(table) == 6
    bill = table[table["word"] == "bill"].set_index("question")["group"]
    assert bill.to_dict() == {"why": "a", "safety": "b"}
    assert table.loc[table["word"] == "Rechnung", "n"].tolist() == [20]


def test_names_are_no_words_and_few_people_tell_nothing():
    data = said(a={"Müller helped": 20, "app": 20, "rare": 4}, b={"app": 40, "bill": 3})
    words = keyness(data, group="band")["word"].tolist()
    assert "help" in words
    assert not {"Müller", "müller", "rare", "bill"} & set(words)


def test_few_others_cannot_be_counted_from_what_is_told():
    tables = [
        keyness(said(a={"bill": 20, "app": 20}, b={"bill": others, "app": 40 - others}), group="band")
        for others in (0, 1, 4)
    ]
    for table in tables:
        row = table[table["word"] == "bill"].iloc[0]
        hidden = ["value_versus", "estimate", "low", "high", "ratio", "count_versus", "statistic"]
        assert row[hidden].isna().all()
        assert row["p"] == pytest.approx(float(f"{row['p']:.0e}"))


def test_shuffled_groups_have_no_words():
    random = np.random.default_rng(1)
    words = ["bill", "app", "price", "meter", "move", "bonus", "service", "login", "contract", "power"]
    alarms = 0
    for _run in range(15):
        data = pd.DataFrame(
            {
                "text": ["the " + word for word in random.choice(words, 120)],
                "band": random.choice(["a", "b"], 120),
            }
        )
        alarms += (keyness(data, group="band")["p_adjusted"] < 0.05).any()
    assert alarms <= 3  # 0.75 expected; above 3 has a chance of .005


def test_misuse_is_explained():
    data = said(a={"bill": 9})
    with pytest.raises(cx.BadValue, match="two groups"):
        keyness(data, group="band")
    with pytest.raises(cx.MissingColumn, match="bands"):
        keyness(data, group="bands")
    with pytest.raises(cx.MissingColumn):
        representative_quotes(data, group="bands")
    with pytest.raises(cx.BadParameter):
        near_duplicates(data, similarity=0)


def test_form_letters_are_one_group_and_others_are_not():
    letter = "I dispute this debt of {} from {} and demand that it is removed from my credit report at once"
    other = "The representative promised to call me back about my mortgage but nobody ever did so"
    texts = [
        letter.format("$40", "05/21"),
        other,
        letter.format("$75", "2021"),
        None,
        other.upper(),
        "👍",
        "😡",
    ]
    numbers = near_duplicates(texts).astype(object).where(lambda group: group.notna(), 0)
    assert numbers.tolist() == [1, 2, 1, 0, 2, 3, 4]
    assert near_duplicates([letter, letter + " or I go to court"], similarity=0.95).tolist() == [1, 2]
    assert near_duplicates([]).empty


def test_quotes_stand_for_their_group_masked_and_each_of_somebody_else():
    bill = [
        f"The bill of {month} was wrong again, call 030 123456{place}"
        for place, month in enumerate(["05/21", "06/21", "07/21"])
    ]
    app = ["The app crashes at every login", "App crashes, login fails", "Login to the app fails every day"]
    data = pd.DataFrame({
        "text": [*bill, *app, "ok", "nothing to say about it"], "topic": ["bill"] * 3 + ["app"] * 5,
        "who": [1, 2, 3, 4, 4, 5, 6, 7],
    })  # fmt: skip
    quotes = representative_quotes(data, group="topic", customer="who", min_n=3)
    # Three bills are one text but for the date, two texts on the app are of one person.
    assert quotes["group"].tolist() == ["app", "app", "app", "bill"]
    assert quotes["quote"].iloc[0] in app
    assert "[phone]" in quotes["quote"].iloc[3]
    assert not quotes["quote"].str.contains("030").any()
    assert (
        representative_quotes(data, group="topic", customer="who", min_n=5)["group"].unique().tolist() == []
    )
    german = representative_quotes(data, group="topic", min_n=3, language="de")
    assert "[Telefon]" in german["quote"].iloc[-1]


def test_long_texts_are_cut_to_what_matters():
    filler = "I have been with them for a long time and so have all of my friends from there. " * 10
    texts = [
        f"{filler} The bill was wrong and the amount on the bill was wrong. {filler} {place}"
        for place in range(6)
    ]
    quote = representative_quotes(pd.DataFrame({"text": texts, "topic": "bill"}), group="topic")[
        "quote"
    ].iloc[0]
    assert len(quote) <= 250
    assert "bill was wrong" in quote
    assert quote.startswith("… ")
