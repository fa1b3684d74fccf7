"""`proposal`: what pot.yml could say of a file, and what is unsure about it."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from ...errors import some_of
from ...text import Text
from ..customers.outcomes import GONE
from ..files import ReadLog
from ..files.dates import pattern_of
from ..formats.registry import GENERIC, named
from ..recognition.columns import CODES, Column, columns_of, named_like, outside, scale_of
from ..recognition.kinds import kind_of, map_columns
from ..recognition.vocabulary import FREE_TEXT, PERSONAL
from ..tables.codes import has_code
from ..tables.contracts import KINDS
from ..tables.plain_names import plain_name
from .aspects import find_aspects
from .proposed import Proposal
from .questions import not_a_segment, questions

__all__ = ["Proposal", "proposal"]

SCORES = ("nps", "csat", "ces")
MAX_SEGMENTS = 6
STILL = re.compile(
    r"(?:in)?aktiv\w*|active|bestand\w*|kunde|kundin|customer|bestehend|laufend|current|actif|active?"
)
"""What marks somebody who is still a customer."""
YES_NO = {
    **dict.fromkeys(("yes", "ja", "oui", "y", "j", "true", "wahr", "vrai", "x", "1"), "Yes"),
    **dict.fromkeys(("no", "nein", "non", "n", "false", "falsch", "faux", "0", "-"), "No"),
}
MAX_LABELS = 60
SEVERAL = 0.1
"""Share of the cases of a log that may be in several groups of a column that splits them."""
IDS = tuple(rule.column for rules in KINDS.values() for rule in rules.rules if rule.kind == "id")
PRAISE = re.compile(r"lob|dank|praise|compliments?|kompliment|positives? feedback", re.IGNORECASE)
"""Words for the opposite of a complaint, which departments keep in the same list."""
WORDS_SHOWN, WORD_SHOWN = 6, 40
"""Words among answers that a draft shows, and letters of each."""


def proposal(frame: pd.DataFrame, *, file: str = "") -> Proposal:
    """Propose what pot.yml could say of a table that `read` returned.

    Parameters
    ----------
    frame
        A table from `cx.read`; its format and labels are in `frame.attrs`.
    file
        Name of the file; a hint where the columns leave the kind of table open.

    Returns
    -------
    Proposal
        `print(proposal(frame).text)` is the entry to paste into pot.yml, `.unsure` what to look at.

    Examples
    --------
    >>> answers = pd.DataFrame({"Antwort-ID": [1, 2, 3], "NPS": [9, 11, 3], "Region": ["N", "S", "N"]})
    >>> print(proposal(answers).text)
      responses:
        file: FILE
        owner: ""    # who answers for this data?
        columns:
          response_id: Antwort-ID
          nps: NPS
        missing: {nps: [11]}    # outside 0 to 10: no answer?
        scale: {nps: [0, 10]}
        segments: [Region]
    """
    format_ = named(frame.attrs.get("source", GENERIC.name))
    columns = columns_of(frame)
    known = format_.mapping([column.name for column in columns])
    kind = format_.table or kind_of(columns, file) or _by_its_score(columns)
    found = Proposal(format_.name, kind, map_columns(columns, kind, known))
    for look in (_scores, _codes, _labels, _left, _personal, _segments, find_aspects, _praise):
        look(found, columns)
    found.unsure += questions(found, columns, sure=known)
    if "value_labels" in frame.attrs:
        _value_labels(found, frame.attrs["value_labels"])
    for column, codes in format_.exclude.items():
        if column in found.columns and (there := _codes_there(frame[found.columns[column]], codes)):
            found.exclude[column] = there
    _reading(found, frame)
    if kind is None:
        found.unsure.append(
            Text("fits no kind of table (customers, responses, tickets ...); if it is one, add kind:")
        )
    elif kind == "responses" and not any(name in found.columns for name in KINDS["responses"].any_of):
        found.unsure.append(Text("no question for nps, csat or ces was recognised; map one under columns:"))
    return found


def _by_its_score(columns: list[Column]) -> str | None:
    """Return "responses" where a column is called NPS and holds something else, such as the groups alone."""
    named_so = any(named_like(column, "nps") == 2 and not column.is_date for column in columns)
    return "responses" if named_so else None


def _scores(found: Proposal, columns: list[Column]) -> None:
    """Give scores their scale, and codes outside it as missing."""
    by_name = {column.name: column for column in columns}
    if found.table == "responses" and not any(score in found.columns for score in SCORES):
        _nps_by_content(found, columns)
    for score in SCORES:
        column = by_name.get(found.columns.get(score, ""))
        if column is None or column.answers is None:
            continue
        scale = (0, 10) if score == "nps" else scale_of(column.answers)
        if scale is None:
            continue
        found.scale[score] = scale
        _in_words(found, score, column)
        if score != "nps":
            found.unsure.append(
                Text(
                    "{score}: scale {low} to {high}, told from the answers",
                    score=score,
                    low=scale[0],
                    high=scale[1],
                )
            )
        if codes := outside(column.answers, scale):
            found.missing[score] = [*found.missing.get(score, []), *codes]
            shown = ", ".join(str(code) for code in codes)
            found.unsure.append(
                Text(
                    "{score}: {codes} outside {low} to {high}, taken as no answer",
                    score=score,
                    codes=shown,
                    low=scale[0],
                    high=scale[1],
                )
            )
    found.weight = "weight" if "weight" in found.columns else None


def _in_words(found: Proposal, score: str, column: Column) -> None:
    """Give answers such as "10 - very likely" their numbers, and declare what holds none as missing."""
    numbers = {text: n for text, n in column.spoken.items() if n is not None and text != str(n)}
    words = [text for text, n in column.spoken.items() if n is None]
    if numbers:
        found.values[score] = {text: str(n) for text, n in numbers.items()}  # noqa: PD011
        found.unsure.append(
            Text("{score}: answers in words ({count} different) were given the number they begin with",
                 score=score, count=len(numbers))
        )  # fmt: skip
    if words:
        found.missing[score] = list(words)
        found.unsure.append(
            Text("{score}: {codes} holds no number, taken as no answer", score=score, codes=some_of(
                [repr(word[:WORD_SHOWN]) for word in words[:WORDS_SHOWN]], len(words) - WORDS_SHOWN))
        )  # fmt: skip


def _nps_by_content(found: Proposal, columns: list[Column]) -> None:
    """Take the one column that uses nearly all of 0 to 10 for the NPS question."""
    used = set(found.columns.values())
    fitting = [
        c
        for c in columns
        if c.name not in used and c.whole is not None and sum(v in c.whole for v in range(11)) >= 9
        if len(outside(c.whole, (0, 10))) <= 2
    ]
    if len(fitting) == 1:
        found.columns["nps"] = fitting[0].name
        found.unsure.append(
            Text("nps: {name!r} was chosen by its values from 0 to 10 alone", name=fitting[0].name)
        )
    elif fitting:
        names = ", ".join(repr(column.name) for column in fitting)
        found.unsure.append(
            Text(
                "nps: which of {names} asks for a recommendation? all hold 0 to 10; none was taken",
                names=names,
            )
        )


def _codes(found: Proposal, columns: list[Column]) -> None:
    """Look for codes such as 99 or -77 in other questions with a short scale."""
    alike: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        name, whole = found.canonical(column.name), column.whole
        if name in found.missing or whole is None or not 4 <= len(whole) <= 15:
            continue
        codes = [int(value) for value in whole if value in CODES or value < 0]
        rest = [value for value in whole if value not in CODES and value >= 0]
        if codes and len(rest) >= 3 and max(rest) <= 11:
            found.missing[name] = list(codes)
            shown = ", ".join(str(code) for code in codes)
            alike.setdefault((shown, f"{max(rest):g}"), []).append(name)
    for (codes_shown, top), names in alike.items():
        found.unsure.append(
            Text(
                "{names}: {codes} beside answers up to {top}, taken as no answer",
                names=", ".join(names),
                codes=codes_shown,
                top=top,
            )
        )


def _left(found: Proposal, columns: list[Column]) -> None:
    """Write "Yes" and "No" for the words of a column that says who left, as the report on churn expects."""
    column = next((c for c in columns if c.name == found.columns.get("churned")), None)
    if column is None:
        return
    if column.is_text:
        words = {str(value): YES_NO.get(str(value).casefold().strip()) for value in column.present.unique()}
        if len(words) == 1 and not any(words.values()):  # any mark but that of a customer is one of a leaver
            words = dict.fromkeys(words, "No" if STILL.fullmatch(plain_name(next(iter(words)))) else "Yes")
        elif len(words) == 2 and not all(words.values()):
            gone = [word for word in words if GONE.fullmatch(plain_name(word))]
            words = {word: "Yes" if word in gone else "No" for word in words} if len(gone) == 1 else words
        if all(words.values()) and set(words) - {"Yes", "No"}:
            found.values["churned"] = {word: str(plain) for word, plain in words.items()}  # noqa: PD011
    still = "No" in dict(found.values).get("churned", {}).values()
    if column.present.nunique() == 1 and not still:  # noqa: PD101
        found.unsure.append(
            Text(
                "churned: {name!r} holds {answer!r} or nothing; an empty cell is taken for "
                "somebody still there",
                name=column.name,
                answer=str(column.present.iloc[0]),
            )
        )


def _personal(found: Proposal, columns: list[Column]) -> None:
    """Mark columns with personal data, by name and by content; texts too, as people write names into them."""
    vendor = named(found.source).personal
    for column in columns:
        name = found.canonical(column.name)
        if name in PERSONAL or name in vendor or name in FREE_TEXT or column.has_email:
            found.personal.append(name)
        elif column.identifies and not (name in IDS and column.is_number_of_rows):
            found.personal.append(name)
            found.unsure.append(
                Text(
                    "{name}: looks like telephone numbers, IBANs or IP addresses, so marked as personal",
                    name=name,
                )
            )
        elif column.holds_names:
            found.personal.append(name)
            found.unsure.append(Text("{name}: looks like names of people, so marked as personal", name=name))
        elif column.is_free_text and not column.is_label:
            found.personal.append(name)
            found.unsure.append(Text("{name}: free text, so marked as personal", name=name))


def _praise(found: Proposal, columns: list[Column]) -> None:
    """Leave praise out of a list of complaints, where a column says which rows are."""
    if found.table != "complaints":
        return
    for column in columns:
        words = column.present.unique() if column.is_label else ()
        praise = [str(word) for word in words if PRAISE.fullmatch(str(word).strip())]
        if praise and len(praise) < len(words):
            name = found.canonical(column.name)
            found.exclude[name] = praise
            found.segments = [segment for segment in found.segments if segment != name]
            found.unsure.append(
                Text(
                    "{name}: {words} is no complaint: left out", name=name, words=", ".join(map(repr, praise))
                )
            )


def _labels(found: Proposal, columns: list[Column]) -> None:
    """Say which column was taken for what by its question alone."""
    by_name = {column.name: column for column in columns}
    for score in (*SCORES, "verbatim"):
        column = by_name.get(found.columns.get(score, ""))
        if column is not None and column.label and column.label != column.name:
            found.unsure.append(
                Text(
                    "{score}: {name!r}, the question {label!r}",
                    score=score,
                    name=column.name,
                    label=column.label[:80],
                )
            )


def _segments(found: Proposal, columns: list[Column]) -> None:
    if found.table not in ("responses", "customers", "tickets", "complaints", "employees", "events"):
        return
    skip = {*found.personal, "language", "end_reason", "churned", "finished", "customer_id", "event"}
    names = []
    for column in columns:
        name = found.canonical(column.name)
        if found.table == "events" and not _of_the_case(found, column, columns):
            continue
        if not column.is_label or name in skip or re.search(r"mail|domain|\b(url|ip)\b", column.plain):
            continue
        if why := not_a_segment(column, found, columns):
            found.unsure.append(Text("{name}: not taken to split reports by: {why}", name=name, why=why))
        else:
            names.append(name)
    first = [name for name in names if name in ("segment", "category", "channel", "team")]
    others = [name for name in names if name not in first]
    found.segments = [*first, *others][:MAX_SEGMENTS]


def _of_the_case(found: Proposal, column: Column, columns: list[Column]) -> bool:
    """Tell whether a column of a log says something of the whole case, as its device or ward does."""
    case = next((one for one in columns if one.name == found.columns.get("customer_id")), None)
    if case is None or not column.is_label:
        return False
    pairs = pd.DataFrame({"case": case.values, "group": column.values}).dropna().drop_duplicates()  # noqa: PD011
    return bool(pairs["case"].duplicated().mean() <= SEVERAL)


def _value_labels(found: Proposal, labels: dict[str, dict[Any, str]]) -> None:
    """Take the labels that the file itself holds, but for scores."""
    for column, texts in labels.items():
        name = found.canonical(column)
        if name not in SCORES and 1 < len(texts) <= MAX_LABELS and name not in found.scale:
            found.values[name] = dict(texts)  # noqa: PD011


def _codes_there(values: pd.Series, codes: tuple[Any, ...]) -> list[Any]:
    return [code for code in codes if has_code(values, [code]).any()]


def _reading(found: Proposal, frame: pd.DataFrame) -> None:
    reading: ReadLog | None = frame.attrs.get("reading")
    if reading is None:
        return
    for source in reading.ambiguous_dates:
        name = found.canonical(source)
        found.dates[name] = pattern_of(frame[source].dropna())
        found.unsure.append(
            Text("{name}: day or month first? nothing in the file tells; settle it under dates:", name=name)
        )
