"""Texts made ready: distinct texts, their language, their words; whatever people and systems write."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.voice import normalise, prepare


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("<p>Rechnung&nbsp;zu <b>h</b>och<br>falsch</p>", "Rechnung zu hoch falsch"),
        ("<style>p {color: red}</style>Gut<script>alert('x')</script>", "Gut"),
        ("&lt;p&gt;Preis&lt;/p&gt;", "Preis"),
        ("a < b und <3", "a < b und <3"),
        ("ﬁne\u00a0\u200bday  \r\n\r\n bye", "fine day\nbye"),
        ("I can’t", "I can't"),
        ("", ""),
    ],
)
def test_markup_and_invisible_characters_go_and_words_stay(given, told):
    assert normalise([given]) == [told]


def test_equal_texts_are_one_text_whatever_case_spaces_and_markup():
    corpus = prepare(
        ["Alles gut.", "alles  GUT.", "<i>Alles</i> gut.", "Alles schlecht.", None, float("nan"), "  "]
    )
    assert corpus.index.tolist() == [0, 0, 0, 1, -1, -1, -1]
    assert corpus.texts.tolist() == ["Alles gut.", "Alles schlecht."]
    assert corpus.copies.tolist() == [3, 1]


def test_values_go_back_to_their_rows():
    data = pd.Series(["b", None, "a", "b"], index=[7, 8, 9, 7])
    corpus = prepare(data)
    handed = corpus.to_rows(["of b", "of a"], empty="none", name="code")
    assert handed.tolist() == ["of b", "none", "of a", "of b"]
    assert handed.index.tolist() == [7, 8, 9, 7]
    assert handed.name == "code"
    with pytest.raises(cx.BadValue, match="3 values for 2 distinct texts"):
        corpus.to_rows([1, 2, 3])


LANGUAGES = {
    "Die Rechnung war falsch und niemand hilft": "de",
    "hab kein bock mehr auf die scheiss hotline": "de",
    "Zaehlerstand Meldung": "de",
    "The bill was wrong and nobody helps": "en",
    "thx u r gr8 m8, great service": "en",
    "Je suis très satisfait du service de votre entreprise, merci beaucoup pour tout": "other",
    "El servicio es muy malo y la factura no es correcta": "other",
    "Il servizio clienti non risponde mai e la bolletta è troppo cara": "other",
    "Hizmet çok kötü, faturam yanlış geldi ve kimse yardım etmedi": "other",
    "Bardzo dobra obsługa, polecam wszystkim znajomym i rodzinie": "other",
    "👍👍": "",
    "12345": "",
}


def test_language_is_told_per_text():
    corpus = prepare(list(LANGUAGES))
    assert dict(zip(corpus.texts, corpus.language, strict=True)) == LANGUAGES
    assert not corpus.mixed.any()


def test_texts_without_evidence_take_the_usual_language():
    assert prepare(["App", "The bill is wrong", "the price is high"]).language[0] == "en"
    assert prepare(["App", "The bill is wrong"], usual="de").language[0] == "de"
    assert prepare(["Die App", "the bill"], language="en").language.tolist() == ["en", "en"]


def test_mixed_texts_are_read_sentence_by_sentence():
    text = "Die Rechnungen sind falsch und zu hoch. But the bills were paid and nobody answers."
    corpus = prepare([text])
    assert corpus.mixed.tolist() == [True]
    words = corpus.words_of(0)
    assert {"Rechnung", "bill", "pay"} <= set(words)


def test_words_are_in_their_basic_form_and_stop_words_are_known():
    corpus = prepare(
        ["Meine VERTRÄGE und Rechnungen wurden gekündigt, der Zaehler nicht :-) 👍 [Name] XXXX a@b.de 1EMH83"]
    )
    assert " ".join(corpus.words_of(0)) == "mein Vertrag und Rechnung werden kündigen der Zähler nicht :) 👍"
    shown = corpus.lemmas[~corpus.stop & ~corpus.sign].tolist()
    assert shown == ["Vertrag", "Rechnung", "kündigen", "Zähler"]


def test_counts_leave_stop_words_out_and_keep_the_rest():
    corpus = prepare(["der Preis, der Preis", "Preis und Service"])
    counts = pd.DataFrame(corpus.counts().toarray(), columns=corpus.lemmas)
    assert counts["Preis"].tolist() == [2, 1]
    assert counts["Service"].tolist() == [0, 1]
    assert counts[corpus.lemmas[corpus.stop]].to_numpy().sum() == 0


def test_order_of_rows_changes_nothing():
    texts = ["Der Preis ist hoch", "The price is high", "App", "preis", "👍", "Die App stürzt ab"]
    there, back = prepare(texts), prepare(texts[::-1])
    for corpus, given in ((there, texts), (back, texts[::-1])):
        assert [corpus.texts[i] for i in corpus.index] == given
    said = {
        text: (language, there.words_of(i))
        for i, (text, language) in enumerate(zip(there.texts, there.language, strict=True))
    }
    for i, text in enumerate(back.texts):
        assert said[text] == (back.language[i], back.words_of(i))


def test_what_people_send_is_survived():
    """100 kB in one text, hostile markup, emoji only, one word, nothing at all."""
    long = "Die Rechnung ist falsch. " * 4000
    hostile = ["<" * 100_000, "<script" * 14_000, "a" * 100_000, "@" * 100_000, "&" * 100_000, "." * 100_000]
    corpus = prepare([long, *hostile, "😡", "teuer", ""])
    assert corpus.language[0] == "de"
    assert len(corpus.words_of(0)) == 16_000
    assert corpus.counts().shape == (len(corpus), len(corpus.lemmas))
    for nothing in ([], [None], pd.Series([], dtype=object), pd.Series([np.nan, np.nan])):
        assert len(prepare(nothing)) == 0
        assert prepare(nothing).counts().shape == (0, 0)


@pytest.mark.parametrize("given", [[1.5, 2.0], pd.Series(pd.to_datetime(["2024-01-01"]))])
def test_columns_without_texts_are_refused(given):
    with pytest.raises(cx.BadValue, match="texts are needed, not values of the type"):
        prepare(pd.Series(given))


def test_misuse_is_explained():
    with pytest.raises(cx.BadValue, match="not a single text"):
        prepare("Die Rechnung ist falsch")
    with pytest.raises(cx.BadValue, match="unknown language 'fr'"):
        prepare(["a"], language="fr")
