"""Texts: no open slots, few repetitions, personal values that belong to nobody."""

import re
from collections import Counter
from datetime import date
from random import Random

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from cxlab.loaders.industries import industries
from cxlab.sample.grammar import Sentences, variants
from cxlab.sample.identities import PHONES, draw_identities
from cxlab.sample.style import after_comma, habits, joined
from cxlab.sample.ticket_texts import pen_for


def sentences(text):
    """Return the longer sentences of a text, numbers masked."""
    parts = (re.sub(r"\d+", "#", part.strip().lower()) for part in re.split(r"[.!?\n]+", text))
    greetings = ("sehr geehrte", "guten tag", "dear ", "hallo", "liebes", "mit freundliche")
    return {part for part in parts if len(part.split()) > 3 and not part.startswith(greetings)}


def commonest(texts):
    counts = Counter(sentence for text in texts for sentence in sentences(text))
    return counts.most_common(1)[0][1] / len(texts)


@pytest.fixture(scope="module")
def tables(written):
    folder = written.folder
    return {
        "tickets": pd.read_csv(folder / "zendesk_tickets.csv")["Description"],
        "comments": pd.read_csv(folder / "qualtrics_kundenbefragung.csv", skiprows=[1, 2])[
            "Q_NPS_TEXT"
        ].dropna(),
        "complaints": pd.read_csv(folder / "beschwerden.csv", sep=";", encoding="cp1252")["Beschreibung"],
        "reviews": pd.read_csv(folder / "bewertungen.csv")["text"],
    }


def test_no_sentence_comes_more_than_a_few_times_in_a_hundred(tables):
    for name, texts in tables.items():
        assert commonest(texts) < 0.04, name
    assert tables["tickets"].duplicated().mean() < 0.01
    assert tables["comments"].str.lower().value_counts(normalize=True).iloc[0] < 0.03


def test_texts_are_whole(tables):
    for name, texts in tables.items():
        assert not texts.str.contains(r"[{}\[\]|]|  |\.\. | ,|None|nan\b").any(), name
        assert texts.str.len().min() >= 1
    assert tables["tickets"].str.len().median() > 120


def test_german_mostly_and_some_english(tables):
    english = tables["tickets"].str.contains(r"\b(?:the|my|please|customer|call|hello)\b", case=False)
    assert 0.08 < english.mean() < 0.25


def test_the_unhappy_and_the_happy_write_about_it(written):
    answers = pd.read_csv(written.folder / "qualtrics_kundenbefragung.csv", skiprows=[1, 2]).dropna(
        subset=["Q_NPS_TEXT"]
    )
    happy = answers["Q_NPS_TEXT"].str.contains(
        "zufrieden|super|weiter so|gut|problemlos|freundlich|reibungslos", case=False
    )
    sad = answers["Q_NPS_TEXT"].str.contains(
        "schlecht|nie wieder|zu teuer|warteschleife|falsch|mahnung|ohne grund|ignoriert", case=False
    )
    promoter, detractor = answers["Q_NPS"] >= 9, answers["Q_NPS"] <= 6
    assert happy[promoter].mean() > 3 * happy[detractor].mean()
    assert sad[detractor].mean() > 10 * sad[promoter].mean()


def test_personal_values_are_known_and_belong_to_nobody(written, tables):
    known = pq.read_table(written.folder / "truth" / "personal.parquet").to_pandas()
    tickets = pd.read_csv(written.folder / "zendesk_tickets.csv", dtype={"Id": str}).set_index("Id")[
        "Description"
    ]
    of_tickets = known[known["table"] == "tickets"]
    assert all(
        value in tickets[key] for key, value in zip(of_tickets["id"], of_tickets["value"], strict=True)
    )
    assert set(known["kind"]) == {"name", "phone", "email", "iban", "address", "customer number"}
    text = "\n".join(pd.concat(tables.values()))
    mails = re.findall(r"[\w.+-]+@[\w.-]+\w", text)
    assert len(mails) > 50
    assert all(mail.lower().endswith(".example") for mail in mails)
    # Every address and account in a text is known to the truth.
    kinds = known.groupby("kind")["value"].agg(set)
    found = set(re.findall(r"[\w.+-]+@[\w.-]+\w", "\n".join(tickets)))
    assert found <= kinds["email"]
    assert set(re.findall(r"DE\d{2}(?: \d{4}){4} \d{2}|DE\d{20}", "\n".join(tickets))) <= kinds["iban"]


def test_numbers_are_well_formed_and_free():
    people = draw_identities(np.arange(3000) % 5, ("Nord", "Ost", "Süd", "West", "Mitte"), seed=1)
    free = {area + block for area, block, _ in PHONES}
    for i in range(300):
        iban = people.iban(i, spaced=False)
        assert int(iban[4:] + "1314" + iban[2:4]) % 97 == 1
        assert iban[4] == "0"
        assert people.iban(i, spaced=True).replace(" ", "") == iban
        assert any(people.phone(i, style=3).startswith(start) for start in free)
    assert len(set(people.emails.to_pylist())) == 3000
    assert all(mail.isascii() for mail in people.emails.to_pylist())
    assert (np.diff(people.number) > 0).all()
    assert re.fullmatch(r".+ \d+, \d{5} .+", people.address(5))


def test_choices_multiply():
    assert variants("[a|b] x[ y|]") == ["a x y", "a x", "b x y", "b x"]
    assert variants("gilt bis {date}") == ["gilt bis {future}"]
    assert variants("am {date}") == ["am {date}"]
    drawn = Sentences("[a|b] c\nd")
    random = Random(1)
    assert {drawn.draw(random) for _ in range(50)} == {"a c", "b c", "d"}


def test_german_small_letters_after_the_greeting():
    assert after_comma("Ich habe") == "ich habe"
    assert after_comma("Sie haben") == "Sie haben"
    assert after_comma("Neukundenbonus fehlt") == "Neukundenbonus fehlt"
    assert joined(["heute.", "so nicht"]) == "Heute. So nicht."
    assert joined(["am 3.5.."]) == "Am 3.5."


def test_habits_leave_personal_values_alone():
    random = Random(3)
    text = "Bitte ueberweisen an Hauptstrasse 5, wohnhaft bei Schmidtberger in Musterhausen."
    written = {habits(text, random, mood=-1, protect=["Schmidtberger", "Musterhausen"]) for _ in range(300)}
    assert len(written) > 5
    assert all("Schmidtberger" in one and "Musterhausen" in one for one in written)


@pytest.mark.parametrize("industry", industries())
def test_every_industry_can_write_everything(industry):
    from cxlab.sample import simulate

    company = simulate(seed=1, customers=60, industry=industry)
    identities = draw_identities(company.people.region, company.vocabulary.regions, seed=1)
    pen = pen_for(company, identities, "test")
    texts = []
    for number in range(600):
        topic = number % len(company.vocabulary.topics)
        pen.writer.turn(number % 60, date(2025, 5, 6), english=number % 5 == 0, product="Produkt")
        complaint = number % 2 == 0
        texts += [
            pen.subject(topic, complaint=complaint), pen.mail(topic, complaint=complaint),
            pen.chat(topic, complaint=complaint), pen.note(topic, complaint=complaint),
            pen.comment(topic, number % 3 - 1), pen.complaint(topic),
            *pen.review([topic], 1 + number % 5, "X"),
        ]  # fmt: skip
    assert not [text for text in texts if re.search(r"[{}\[\]|]|  ", text) or not text.strip()]
    assert len(set(texts)) > 0.55 * len(texts)
