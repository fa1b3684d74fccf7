"""Topics: what was planted is found, with its stability; every text has a topic or a reason."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.stats.likelihood_ratio import likelihood_ratio
from cxlab.voice import topic_compare, topics
from cxlab.voice._consensus import jaccard_overlap

ASKED = {
    "bill": ["bill", "amount", "wrong", "charged", "invoice", "refund", "payment"],
    "app": ["app", "login", "crash", "password", "update", "screen", "slow"],
    "move": ["moving", "address", "flat", "meter", "landlord", "keys", "relocation"],
}
ERFRAGT = {
    "Rechnung": ["Rechnung", "Betrag", "Abbuchung", "Guthaben", "Erstattung", "Nachzahlung"],
    "Umzug": ["Umzug", "Adresse", "Wohnung", "Vermieter", "Schlüssel", "Ummeldung"],
}


def written(subjects, per_subject, seed=0):
    """Return texts of four words of one subject each, with the subject."""
    random = np.random.default_rng(seed)
    rows = [
        {"text": " ".join(random.choice(words, 4, replace=False)), "subject": subject}
        for subject, words in subjects.items()
        for _text in range(per_subject)
    ]
    return pd.DataFrame(rows).sample(frac=1, random_state=seed).reset_index(drop=True)


@pytest.fixture(scope="module")
def both():
    english, german = written(ASKED, 60), written(ERFRAGT, 60, seed=1)
    odd = pd.DataFrame(
        {"text": ["👍", "", None, "Je suis très satisfait de votre entreprise merci beaucoup"]}
    )
    data = pd.concat([english, german, odd], ignore_index=True)
    data["customer"] = np.arange(len(data)) // 2
    return data


@pytest.fixture(scope="module")
def found(both):
    return topics(both, k=3)


def test_planted_subjects_are_found_in_each_language(both, found):
    crossed = pd.crosstab(found.nearest, both["subject"])
    assert ((crossed > 0).sum(axis=1) == 1).mean() >= 5 / 6  # two German subjects in three topics
    english = found.table[found.table["language"] == "en"]
    assert len(english) == 3
    assert (english["jaccard"] > 0.9).all()
    assert set(ASKED["app"]) & set(" ".join(english["label"]).split(", "))


def test_every_row_has_a_topic_or_a_reason(both, found):
    assert found.coverage["rows"].sum() == len(both)
    assert found.coverage["share"].sum() == pytest.approx(1)
    reasons = dict(zip(found.coverage["reason"], found.coverage["rows"], strict=True))
    assert reasons["no text"] == 2
    assert reasons["no words"] == 1
    assert reasons["another language than German or English"] == 1
    assert reasons[""] == found.topic.notna().sum()
    assert found.nearest.notna().sum() == 300


def test_shares_count_people_not_texts(both, found):
    paired = topics(both, k=3, customer="customer", samples=5)
    assert found.table["n"].iloc[0] == 302  # all with a text
    assert paired.table["n"].iloc[0] == 152
    spoken = both.assign(topic=paired.topic).groupby("topic")["customer"].nunique()
    assert paired.table.set_index("topic")["count"].astype(int).to_dict() == spoken.to_dict()


def test_equal_texts_have_equal_topics_however_often_they_occur(both, found):
    twice = topics(pd.concat([both, both], ignore_index=True), k=3)
    assert twice.topic[: len(both)].tolist() == found.topic.tolist()
    assert twice.topic[: len(both)].tolist() == twice.topic[len(both) :].tolist()


def test_noise_is_called_unstable():
    random = np.random.default_rng(0)
    words = [word for part in ASKED.values() for word in part]
    noise = [" ".join(random.choice(words, 3, replace=False)) for _text in range(200)]
    found = topics(noise, k=8)
    assert found.table["jaccard"].mean() < 0.6
    assert len(found.stable) < len(found.table)
    assert "does not come up again" in " ".join(found.table["note"].astype(str))


def test_number_of_topics_is_found_where_it_is_clear():
    more = {
        "staff": ["friendly", "helpful", "staff", "polite", "competent", "adviser"],
        "price": ["price", "expensive", "tariff", "cheap", "increase", "discount"],
        "queue": ["queue", "waiting", "hotline", "phone", "music", "minutes"],
    }
    assert len(topics(written(ASKED | more, 40), k="auto").table) == 6


def test_coded_comments_are_topics_as_they_are():
    said = pd.DataFrame({"text": ["Queues too long"] * 30 + ["Clean"] * 20 + ["Wi-Fi"] * 3, "who": range(53)})
    found = topics(said, customer="who")
    assert found.table["label"].tolist() == ["Queues too long", "Clean", ""]  # three people are not told
    assert pd.isna(found.table["count"].iloc[2])


def test_small_topics_are_hidden(both):
    few = topics(both, k=3, min_n=70, samples=2)
    assert few.table["count"].isna().all()
    assert few.table["label"].eq("").all()


@pytest.mark.parametrize("data", [[], [None], ["good"], ["👍"] * 50, ["the"] * 40, ["same words"] * 4])
def test_too_little_to_tell_is_said(data):
    found = topics(data)
    assert found.table.empty
    assert found.coverage["rows"].sum() == len(data)
    assert "No topics" in found.text


@pytest.mark.parametrize("wrong", [{"k": 1}, {"k": "many"}, {"samples": 1}, {"agreement": 2}, {"level": 95}])
def test_options_that_cannot_be_are_refused(wrong):
    with pytest.raises(cx.BadParameter):
        topics(["a text"], **wrong)


def test_bands_are_compared_by_people(both, found):
    said = both.assign(band=np.where(both["subject"].isin(["bill", "Rechnung"]), "detractor", "promoter"))
    table = topic_compare(found, said, group="band")
    first = table[table["label"].str.contains("bill|charge|amount|invoice")].iloc[0]
    assert first["group"] == "detractor"
    assert first["p_adjusted"] < 0.001
    assert first["note"] == "fewer than 5 of the others say it"
    assert (
        table.loc[table["note"] != "", ["value_versus", "estimate", "statistic", "ratio"]].isna().all().all()
    )
    with pytest.raises(cx.BadValue, match="other data"):
        topic_compare(found, said.iloc[1:], group="band")
    with pytest.raises(cx.BadValue, match="two groups"):
        topic_compare(found, said.assign(band="x"), group="band")


def test_overlap_of_partitions_by_hand():
    overlap = jaccard_overlap(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]), 2)
    assert overlap.tolist() == [[2 / 3, 1 / 5], [0, 2 / 3]]


def test_likelihood_ratio_as_r_has_it():
    # R: x <- matrix(c(30,70,15,105),2,byrow=TRUE); e <- outer(rowSums(x),colSums(x))/sum(x)
    # 2*sum(x*log(x/e))
    result = likelihood_ratio([30, 0, 5], [100, 10, 10], [15, 5, 5], [120, 10, 10])
    assert result.statistic[0] == pytest.approx(10.323706, abs=1e-6)
    assert result.p[0] == pytest.approx(0.00131332, abs=1e-8)
    assert result.statistic[1] == pytest.approx(2 * (5 * np.log(2) + 10 * np.log(4 / 3) + 5 * np.log(2 / 3)))
    assert result.statistic[2] == 0
