"""Personal data in free text: what can be told from its form (addresses, numbers) is replaced by a mark.

Redaction by form finds e-mail addresses, telephone numbers, IBANs, payment cards, links with a login and
customer numbers. It does not find names or postal addresses, so redacted text is still personal data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, overload

import pandas as pd

from ..errors import BadValue, MissingColumn

__all__ = ["holds_email", "k_rule", "redact"]

MARKS = {
    "en": {
        "link": "[link]",
        "email": "[e-mail]",
        "iban": "[IBAN]",
        "card": "[card number]",
        "phone": "[phone]",
        "number": "[number]",
    },
    "de": {
        "link": "[Link]",
        "email": "[E-Mail]",
        "iban": "[IBAN]",
        "card": "[Kartennummer]",
        "phone": "[Telefon]",
        "number": "[Nummer]",
    },
}

_GAP = "[ \u00a0\u202f]"
_SEP = "[ \u00a0\u202f/.-]"
_MONEY = r"(?:[€$£]|EUR\b|USD\b|CHF\b|GBP\b|euros?\b|dollars?\b)"
_DATE = r"(?:\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{4}([./-])\d{1,2}\2\d{1,2})(?!\d)"
_HOURS = rf"(?:[01]\d|2[0-4])[0-5]\d{_GAP}?[-–]{_GAP}?(?:[01]\d|2[0-4])[0-5]\d(?!\d)"
_AT = r"(?:@|\s?[\[(]\s?(?:at|ät|@)\s?[\])]\s?)"
_DOT = r"(?:\.|\s?[\[(]\s?(?:dot|punkt|\.)\s?[\])]\s?)"

_LINK = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/@]+@\S+", re.IGNORECASE)
_TOP = r"(?:xn--[\w-]{2,59}|[^\W\d_]{2,24})(?!\w)"
_EMAIL = re.compile(
    rf"(?:mailto:)?[\w.+%-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_DOT}{_TOP}",
    re.IGNORECASE,
)
_IBAN = re.compile(
    rf"\b[A-Z]{{2}}\d{{2}}(?:{_GAP}?-?[A-Z0-9]{{4}})(?:{_GAP}?-?(?=[A-Z0-9]*\d)[A-Z0-9]{{4}}){{1,6}}"
    rf"(?:{_GAP}?-?(?=[A-Z0-9]*\d)[A-Z0-9]{{1,3}})?\b",
    re.IGNORECASE,
)
_CARD = re.compile(
    rf"(?<![\d.,])(?:3\d|4\d|5\d|6\d|2[2-7])\d{{2}}((?:{_GAP}|-)?)\d{{4,6}}(?:\1\d{{4,5}}){{1,2}}(?:\1\d{{1,4}})?(?!\d)"
)
"Groups of 4-4-4-4 or 4-6-5 with the same separator throughout, or none."

_PHONE = re.compile(
    rf"(?<![\w.,/+-])(?!{_DATE})(?!{_HOURS})(?:"
    rf"(?:\+|00)[1-9]\d{{0,2}}(?:{_SEP}{{0,2}}\(0\))?(?:{_SEP}{{0,3}}\(?\d+\)?){{1,7}}"  # +49 (0) 30 1234567
    rf"|\(?0\d{{2,5}}\)?(?:{_GAP}?[/-]{_GAP}?|{_GAP})\d{{2,}}"  # 030 123
    rf"(?:{_GAP}?[-/]?{_GAP}?\d{{2,}}){{0,4}}"  # ... 45 67
    r"|0\d{8,12}"  # 01711234567
    rf"|(?:1{_SEP})?(?:\(\d{{3}}\){_GAP}?|\d{{3}}[-. ])\d{{3}}[-. ]\d{{4}}"  # (415) 555-2671
    r")(?![\d])"
)
_CALL_ME = re.compile(
    r"\b((?:tel(?:efon(?:nummer)?|\.)?|phone|mobil[e]?|handy(?:nummer)?|fax|cell|whatsapp|call me|text me"
    rf"|erreichbar unter|ruf\w* (?:sie )?mich)\b[^\d\n]{{0,15}})(\d(?:{_SEP}?\d){{5,14}})(?!\d)",
    re.IGNORECASE,
)
_KEYED = re.compile(
    r"\b((?:(?:kunden|vertrags|konto|rechnungs|auftrags|bestell|policen|versicherungs|zähler|mitglieds|ticket"
    r"|buchungs|vorgangs|schadens?|kd)\.?[- ]?(?:nummer|nr\b\.?)"
    r"|(?:customer|account|contract|policy|invoice|order|booking|membership|member|ticket|reference"
    r"|confirmation|case|claim|loan)[ -]?(?:number|no\b\.?|nr\b\.?|id\b|\#))"
    r"\s?(?:is|was|lautet|ist|war|:|=|\#)?\s{0,2}\#?)"
    r"(?=[A-Z/-]{0,6}\d)((?:[A-Z0-9]|[-/](?=[A-Z0-9])){4,30})",
    re.IGNORECASE,
)
_SOCIAL = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_LONG = re.compile(rf"(?<![\d.,])(?<![€$£])(?<![€$£] )\d{{9,}}(?![\d]|[.,]\d|{_GAP}?{_MONEY})", re.IGNORECASE)


@overload
def redact(texts: str, *, language: str = ...) -> str: ...
@overload
def redact(texts: pd.Series, *, language: str = ...) -> pd.Series: ...
@overload
def redact(texts: list[Any], *, language: str = ...) -> list[Any]: ...
def redact(texts: str | pd.Series | list[Any], *, language: str = "en") -> str | pd.Series | list[Any]:
    """Replace addresses and numbers that identify a person by marks such as [e-mail].

    Parameters
    ----------
    texts
        A text, a Series or a list of texts; what is not text (missing, numbers) stays as it is.
    language
        Language of the marks, "en" or "de"; the texts may be in either.

    Returns
    -------
    str, Series or list
        As given; a Series keeps its index and name.

    Raises
    ------
    BadValue
        There are no marks in that language.

    Examples
    --------
    >>> redact("Call +49 30 1234567 or write to a.b@example.org, I paid 1.234,50 EUR in 2017")
    'Call [phone] or write to [e-mail], I paid 1.234,50 EUR in 2017'
    """
    if language not in MARKS:
        raise BadValue(f"no redaction marks in language {language!r}; available: {', '.join(MARKS)}")
    marks = MARKS[language]
    if isinstance(texts, str):
        return _redact_one(texts, marks)
    if isinstance(texts, pd.Series):
        return texts.map(lambda text: _redact_one(text, marks) if isinstance(text, str) else text)
    return [_redact_one(text, marks) if isinstance(text, str) else text for text in texts]


def holds_email(values: pd.Series) -> pd.Series:
    """Tell which values hold an e-mail address.

    Examples
    --------
    >>> holds_email(pd.Series(["a@b.de", "me @ home", None])).tolist()
    [True, False, False]
    """
    found = values.map(lambda value: isinstance(value, str) and "@" in value and bool(_EMAIL.search(value)))
    return found.astype(bool)


def k_rule(answers: pd.DataFrame, *, by: str | list[str], k: int = 5) -> pd.Series:
    """Tell which answers may be quoted: those whose group has at least k answers.

    Parameters
    ----------
    answers
        All answers, those without a text included: the group is who answered, not who wrote.
    by
        The columns that a list of quotes shows or is split by; their combination makes the group.
    k
        Smallest group that may be quoted.

    Returns
    -------
    Series
        True or False per row, in the index of `answers`; a row without a group value counts with its like.

    Raises
    ------
    MissingColumn
        A group column is not there.

    Examples
    --------
    >>> answers = pd.DataFrame({"area": list("AAAB")})
    >>> k_rule(answers, by="area", k=3).tolist()
    [True, True, True, False]
    """
    columns = [by] if isinstance(by, str) else list(by)
    if not columns:
        return pd.Series(len(answers) >= k, index=answers.index)
    for column in columns:
        if column not in answers.columns:
            raise MissingColumn(column, answers.columns)
    group = answers.groupby(columns, dropna=False, observed=True, sort=False).ngroup()
    return group.map(group.value_counts()).ge(k).rename(None)


def _redact_one(text: str, marks: dict[str, str]) -> str:
    if "@" in text or "(" in text or "[" in text:
        text = _LINK.sub(marks["link"], text)
        text = _EMAIL.sub(marks["email"], text)
    if sum(map(str.isdigit, text)) < 4:
        return text
    text = _IBAN.sub(_if(_could_be_iban, marks["iban"]), text)
    text = _CARD.sub(_if(_passes_luhn, marks["card"]), text)
    text = _SOCIAL.sub(marks["number"], text)
    text = _KEYED.sub(lambda m: m[1] + marks["number"] if _digits(m[2]) >= 4 else m[0], text)
    text = _PHONE.sub(_if(lambda found: _digits(found) >= 7, marks["phone"]), text)
    text = _CALL_ME.sub(lambda m: m[1] + marks["phone"], text)
    return _LONG.sub(marks["number"], text)


def _if(holds: Callable[[str], bool], mark: str) -> Callable[[re.Match[str]], str]:
    return lambda found: mark if holds(found[0]) else found[0]


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _could_be_iban(text: str) -> bool:
    return 15 <= sum(map(str.isalnum, text)) <= 34


def _passes_luhn(text: str) -> bool:
    """Check the last digit of a card number, so that a list of years is not taken for one."""
    digits = [int(character) for character in text if character.isdigit()][::-1]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return 13 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
