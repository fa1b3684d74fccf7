"""Personal data in free text, found by form, by the words around it and by what the pot knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, overload

import pandas as pd

from ...errors import BadValue
from ...text import Text
from .abroad import ABROAD, SHORT_WAYS
from .births import BIRTHS, SAID
from .births_told import BIRTHS_TOLD
from .known import KnownPeople
from .names import name_finders, together
from .names_told import NAMES_TOLD
from .net import EMAIL, NET, USERS
from .numbers import ACCOUNTS, HARMLESS, NUMBERS, SPOKEN
from .places import NAMED_PLACES, PLACES
from .plates import PLATES
from .plates_told import PLATES_TOLD
from .profiles import AT_SIGNS, PROFILES
from .registers import REGISTERS, REPLIES
from .spans import Finder, Finders, Span

__all__ = ["MARKS", "find_personal", "holds_email", "redact"]

MARKS = {
    "en": {
        "link": "[link]",
        "email": "[e-mail]",
        "iban": "[IBAN]",
        "card": "[card number]",
        "phone": "[phone]",
        "number": "[number]",
        "name": "[name]",
        "address": "[address]",
        "birth": "[date of birth]",
        "plate": "[licence plate]",
        "handle": "[user name]",
    },
    "de": {
        "link": "[Link]",
        "email": "[E-Mail]",
        "iban": "[IBAN]",
        "card": "[Kartennummer]",
        "phone": "[Telefon]",
        "number": "[Nummer]",
        "name": "[Name]",
        "address": "[Adresse]",
        "birth": "[Geburtsdatum]",
        "plate": "[Kennzeichen]",
        "handle": "[Benutzername]",
    },
}
_SIGNS = re.compile(
    r"[@(\[{<*_-](?:(?<=@)|(?<=[(\[{<*])(?=\s?(?:at|ät|aet|@|a|(?:klammer)?affe)\b)|(?<=[-_])(?=(?:at|ät)[-_]))",
    re.IGNORECASE,
)
"What an address of the net has in its middle."
_BEFORE, _BEHIND = 150, 100
"Characters before and behind a digit in which its label and the rest of an address stand."
_DIGITS = re.compile(rf"\d+(?:\D{{1,{_BEFORE + _BEHIND}}}\d+)*")
"Digits so near to one another that these characters overlap."
_ADDRESS = 300
"Characters before and behind the sign in an address of the net."
_FINDERS = Finders(
    net=(*AT_SIGNS, *NET),
    users=(*PROFILES, *USERS),
    digits=(
        *ACCOUNTS,
        *REGISTERS,
        *BIRTHS_TOLD,
        *HARMLESS,
        *BIRTHS,
        *ABROAD,
        *PLACES,
        *SHORT_WAYS,
        *PLATES_TOLD,
        *PLATES,
        *NUMBERS,
    ),
    spoken=(*SAID, *REPLIES, *NAMED_PLACES, *SPOKEN),
    names=NAMES_TOLD,
)
_WINDOW, _OVERLAP = 6000, 300
_BLANK = "\x00"
_NOBODY = KnownPeople()


@overload
def redact(texts: str, *, language: str = ..., known: KnownPeople | None = ...) -> str: ...
@overload
def redact(texts: pd.Series, *, language: str = ..., known: KnownPeople | None = ...) -> pd.Series: ...
@overload
def redact(texts: list[Any], *, language: str = ..., known: KnownPeople | None = ...) -> list[Any]: ...
def redact(
    texts: str | pd.Series | list[Any], *, language: str = "en", known: KnownPeople | None = None
) -> str | pd.Series | list[Any]:
    """Replace what identifies a person in German and English texts by marks such as [name].

    Found are e-mail addresses, links with a login, telephone numbers, IBANs, payment cards, customer,
    contract and meter numbers, names, postal addresses and dates of birth. How often each is found and
    missed stands in docs/redaction.md: rules miss some, so redacted text still wants care.

    Parameters
    ----------
    texts
        A text, a Series or a list of texts; what is not text (missing, numbers) stays as it is.
    language
        Language of the marks, "en" or "de"; the texts may be in either.
    known
        Names and numbers of a pot's own customers, from `known_people(pot)`.

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
    >>> redact("Frau Wegener aus der Lindenstr. 5 rief an", language="de")
    'Frau [Name] aus der [Adresse] rief an'
    """
    if language not in MARKS:
        raise BadValue(
            Text(
                "no redaction marks in language {language!r}; available: {available}",
                language=language,
                available=list(MARKS),
            )
        )
    marks, people = MARKS[language], known or _NOBODY
    if isinstance(texts, str):
        return _marked(texts, find_personal(texts, known=people), marks)
    if isinstance(texts, pd.Series):
        done = {text: redact(text, language=language, known=people) for text in _distinct(texts)}
        return texts.map(lambda text: done.get(text, text) if isinstance(text, str) else text)
    return [
        redact(text, language=language, known=people) if isinstance(text, str) else text for text in texts
    ]


def find_personal(text: str, *, known: KnownPeople | None = None) -> list[Span]:
    """Return where a text holds personal data: start, end and kind of each span, in order.

    Examples
    --------
    >>> find_personal("Mail a@b.de")
    [Span(start=5, end=11, kind='email')]
    """
    if len(text) <= _WINDOW:
        return _joined(sorted(_spans(text, known or _NOBODY)), text)
    return _joined(_merged(_windows(text, known or _NOBODY)), text)


def _spans(text: str, known: KnownPeople) -> list[Span]:
    """Find in a short text; what one finder found is blanked out for the next."""
    spans: list[Span] = []
    rest, told = text, _FINDERS.told(text)
    finders = _FINDERS.possible("net", told)
    for start, end in _around(_SIGNS, rest, _ADDRESS, _ADDRESS) if finders else ():
        rest = _run_within(finders, rest, start, end, spans)
    rest = _run(_FINDERS.possible("users", told), rest, spans)
    for start, end in _around(_DIGITS, rest, _BEFORE, _BEHIND):
        numbers = _FINDERS.possible("digits", told, rest[start:end], start)
        rest = _run_within(numbers, rest, start, end, spans)
    rest = _run(_FINDERS.possible("spoken", told), rest, spans)
    names: list[Span] = []
    _run(name_finders(known), rest, names)
    _run(_FINDERS.possible("names", told), rest, names)
    spans += together(names)
    return [span for span in spans if span.kind != "harmless"]


def _run(finders: Iterable[Finder], text: str, spans: list[Span]) -> str:
    """Add what finders find to `spans`; return the text without it."""
    for find in finders:
        new = [span for span in find(text) if _BLANK not in text[span.start : span.end]]
        if new:
            spans += new
            text = _blanked(text, new)
    return text


def _run_within(finders: Iterable[Finder], text: str, start: int, end: int, spans: list[Span]) -> str:
    """As `_run`, in a part of the text only."""
    found: list[Span] = []
    part = _run(finders, text[start:end], found)
    if not found:
        return text
    spans += [Span(start + span.start, start + span.end, span.kind) for span in found]
    return text[:start] + part + text[end:]


def _around(sign: re.Pattern[str], text: str, before: int, behind: int) -> list[tuple[int, int]]:
    """Return the stretches of a text that lie around a sign, from the first of near ones to the last."""
    stretches: list[tuple[int, int]] = []
    for found in sign.finditer(text):
        start, end = max(found.start() - before, 0), min(found.end() + behind, len(text))
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start and _word_start(text, start, found.start()), end))
    return stretches


def _windows(text: str, known: KnownPeople) -> Iterator[Span]:
    """Look at a long text piece by piece, so that the work grows as its length does, whatever stands in it.

    Pieces overlap; what touches the cut within an overlap is left to the piece that has it whole.
    """
    start = 0
    while start < len(text):
        end = min(start + _WINDOW, len(text))
        for span in _spans(text[start:end], known):
            cut = (span.start == 0 and start > 0) or (span.end == end - start and end < len(text))
            if not cut or span.end - span.start > _OVERLAP:
                yield Span(start + span.start, start + span.end, span.kind)
        if end == len(text):
            return
        start = _word_start(text, end - _OVERLAP, end)


def _word_start(text: str, start: int, end: int) -> int:
    """Return where the first word behind `start` begins: a word cut in two would be another word."""
    for position in range(start, end - 1):
        if text[position].isspace():
            return position
    return start


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Make one of spans that overlap, as two pieces may have found them."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end), merged[-1].kind)
        else:
            merged.append(span)
    return merged


def holds_email(values: pd.Series) -> pd.Series:
    """Tell which values hold an e-mail address.

    Examples
    --------
    >>> holds_email(pd.Series(["a@b.de", "me @ home", None])).tolist()
    [True, False, False]
    """
    found = values.map(lambda value: isinstance(value, str) and "@" in value and bool(EMAIL.search(value)))
    return found.astype(bool)


def _blanked(text: str, spans: list[Span]) -> str:
    parts, end = [], 0
    for span in sorted(spans):
        if span.start >= end:
            parts += [text[end : span.start], _BLANK * (span.end - span.start)]
            end = span.end
    return "".join([*parts, text[end:]])


def _joined(spans: list[Span], text: str) -> list[Span]:
    """Make one of spans of a kind with only a gap between them: first name and surname."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and before.kind == span.kind == "name" and not text[before.end : span.start].strip():
            joined[-1] = Span(before.start, span.end, span.kind)
        else:
            joined.append(span)
    return joined


def _marked(text: str, spans: list[Span], marks: dict[str, str]) -> str:
    parts, end = [], 0
    for span in spans:
        parts += [text[end : span.start], marks[span.kind]]
        end = span.end
    return "".join([*parts, text[end:]])


def _distinct(texts: pd.Series) -> list[str]:
    return [text for text in texts.dropna().unique() if isinstance(text, str)]
