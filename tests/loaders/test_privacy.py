import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import BadValue, MissingColumn
from cxlab.loaders.privacy import quotable, redact, suppress

PERSONAL = [
    ("write to jane.doe+cx@mail.example.co.uk now", "write to [e-mail] now"),
    ("ich wohne in PLZ 10115 Berlin", "ich wohne in [address]"),
    ("Mail: Jürgen.Müller@straße.de!", "Mail: [e-mail]!"),
    ("jane (at) example (dot) org", "[e-mail]"),
    ("see https://jane:secret@shop.example/x?y=1 ok", "see [link] ok"),
    ("IBAN DE89 3704 0044 0532 0130 00 bitte", "IBAN [IBAN] bitte"),
    ("auf DE89370400440532013000 nach Abzug", "auf [IBAN] nach Abzug"),
    ("AT611904300234573201 nach Wien", "[IBAN] nach Wien"),
    ("gb29 nwbk 6016 1331 9268 19 bank", "[IBAN] bank"),
    ("card 4111 1111 1111 1111 charged", "card [card number] charged"),
    ("amex 3782-822463-10005.", "amex [card number]."),
    ("paid with 5555555555554444", "paid with [card number]"),
    ("Rufen Sie +49 (0) 30 / 123 45-67 an", "Rufen Sie [phone] an"),
    ("0049 171 1234567", "[phone]"),
    ("+49 30 1234567 12 34 56 78 seit 2017", "[phone] seit 2017"),
    ("Tel. 030 12345678, danke", "Tel. [phone], danke"),
    ("(030) 123 456 78", "[phone]"),
    ("Handy 01711234567.", "Handy [phone]."),
    ("0171/1234567 ab 18 Uhr", "[phone] ab 18 Uhr"),
    ("(415) 555-2671 is mine", "[phone] is mine"),
    ("1-800-555-2671", "[phone]"),
    ("415.555.2671", "[phone]"),
    ("+1 415 555 2671, thanks", "[phone], thanks"),
    ("call me at 555-2671", "call me at [phone]"),
    ("meine Kundennummer lautet 48213", "meine Kundennummer lautet [number]"),
    ("Kd.-Nr. 7590-VHVEG!", "Kd.-Nr. [number]!"),
    ("Vertragsnummer: AB-123456", "Vertragsnummer: [number]"),
    ("customer #A12345 here", "customer #[number] here"),
    ("account number is 99887", "account number is [number]"),
    ("SSN 123-45-6789", "SSN [number]"),
    ("number 123456789012 again", "number [number] again"),
]
HARMLESS = [
    "Since 2017, and again in 2018, 2019 and 2020",
    "2017 2018 2019 2020 2021",
    "In den Jahren 2017/2018",
    "on 01.05.2017 and 2017-05-01 and 05/01/2017, 01-05-2017",
    "am 03.04.2023 um 10:30 Uhr",
    "Preis 1.234,56 € statt 2.345.678,90 €",
    "paid $1,234.50 or 1234567890 dollars",
    "10 000 000 customers, 12345678 orders",
    "we placed 12345 orders, order 2 of 3",
    "3 out of 10, 98.7654321 %",
    "gate 92, flight UA 1234, room 0815",
    "open 0900-1700, 24/7",
    "Boeing 737-800 and 787-10",
    "A4 paper, B2B, Covid-19",
    "me@home is not an address, back @home and @work",
    "order #A12345 never came, parcel 00340434161094012345, invoice RE-2024-11873",
    "I waited 100-2000 seconds",
    "12 mos@26.99, loan@2.99 %",
    "Rückerstattung von 0,99 € auf 12.345 Bestellungen",
    "Flug LH 0456, Sitz 12A, Gepäck 23 kg",
    "2 von 10, Schulnote 2-3, in Berlin",
    "version 3.11.2, IP 10.0.0.1",
    "my account no longer works since 2019",
    "Artikel 12 Abs. 3 von 1999",
    "{$1800.00} on XX/XX/2016 and XXXX XXXX",
]


@pytest.mark.parametrize(("text", "expected"), PERSONAL)
def test_personal_data_is_replaced(text, expected):
    assert redact(text) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_years_prices_dates_and_counts_stay(text):
    assert redact(text) == text


def test_german_marks():
    text = "a@b.de, 030 1234567, DE89370400440532013000, 4111111111111111, Kundennummer 12345"
    assert redact(text, language="de") == "[E-Mail], [Telefon], [IBAN], [Kartennummer], Kundennummer [Nummer]"
    with pytest.raises(BadValue, match="available: en, de"):
        redact(text, language="fr")


def test_a_series_keeps_index_name_and_missing_values():
    texts = pd.Series(["a@b.de", None, np.nan, 7], index=[3, 1, 4, 1], name="text")
    result = redact(texts)
    assert result.index.tolist() == [3, 1, 4, 1]
    assert result.name == "text"
    assert result.iloc[0] == "[e-mail]"
    assert result.isna().tolist() == [False, True, True, False]
    assert texts.iloc[0] == "a@b.de"
    assert redact(["a@b.de", None]) == ["[e-mail]", None]


@given(st.text(alphabet="a1 @.-+(0)/€#:", max_size=60))
def test_redacting_twice_changes_nothing_more(text):
    once = redact(text)
    assert redact(once) == once


def test_hostile_text_is_redacted_in_time():
    for unit in ("1 ", "a.", "0-", "+1(", "DE12 ", "x@", "1/", "order#", "x@a.1.", "kunden-nr. 1", "(at)"):
        redact(unit * 20_000)


def test_quotable_counts_all_answers_of_the_group():
    answers = pd.DataFrame({"area": ["A"] * 5 + ["B"] * 4 + [None], "kind": list("xxxxy") + ["x"] * 5})
    assert quotable(answers, by="area", min_n=5).sum() == 5
    assert quotable(answers, by=["area", "kind"], min_n=4).tolist() == [True] * 4 + [False] + [True] * 4 + [
        False
    ]
    assert quotable(answers, by=[], min_n=10).all()
    assert not quotable(answers, by=[], min_n=11).any()
    with pytest.raises(MissingColumn):
        quotable(answers, by="region")


def test_a_figure_called_value_is_hidden_and_a_group_that_is_a_number_stays():
    table = pd.DataFrame({"year": [2022, 2023, 2024], "n": [3, 40, 12], "value": [1.0, 2.0, 3.0]})
    shown = suppress(table, by="year")
    assert shown["year"].tolist() == [2022, 2023, 2024]
    assert shown["value"].isna().tolist() == [True, False, True]
