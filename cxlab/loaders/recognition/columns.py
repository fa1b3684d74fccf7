"""What a column holds, told from its name, its question and its values."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from ..privacy import holds_email
from ..privacy.name_columns import are_names
from ..tables.contracts import Rule
from ..tables.plain_names import plain_name
from .spoken import spoken_numbers
from .vocabulary import CODED, PATTERNS, QUESTIONS

__all__ = ["GROUPED", "Column", "columns_of", "is_grouping", "named_like", "outside", "scale_of"]

SCALES = ((0, 1), (1, 3), (1, 5), (1, 7), (0, 10), (0, 100))
CODES = {77, 88, 97, 98, 99, 777, 888, 997, 998, 999, 9999}
"""Numbers that stand for "no answer" in surveys; so do negative ones."""

IDENTIFYING = (
    r"(?:\+|00?)[1-9][\d /()-]{6,18}"  # telephone
    r"|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?"  # IBAN
    r"|\d{1,3}(?:\.\d{1,3}){3}"  # IP address
)
ENOUGH = 5
ENOUGH_ANSWERS = 20
LONGEST_GROUPED = 101
LONGEST_SCALE = 11
"""Points of a scale; more values than that which never repeat are numbers of rows."""


GROUPED = re.compile(
    r"\b(?:group|grp|gruppen?|gruppe|kategorie|category|klasse|class|segment|cluster|bucket|box|top ?\d?|typ"
    r"|type|label|level|flag|recode[ds]?|rec|contribution|beitrag)\b"
)
"""Names, as `plain_name` writes them, of what was made from a score."""


class Column:
    """A column of a frame and what can be said of its values."""

    def __init__(self, name: str, values: pd.Series, *, label: str = "", ambiguous: bool = False) -> None:
        self.name, self.values, self.label = name, values, label
        self.plain = plain_name(name)
        self.present = values.dropna()
        self.is_date = ambiguous or pd.api.types.is_datetime64_any_dtype(values)
        self.is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
        self.is_text = pd.api.types.is_object_dtype(values) and not ambiguous

    @cached_property
    def whole(self) -> np.ndarray | None:
        """Distinct values, sorted, if all are whole numbers."""
        if not self.is_number or not len(self.present):
            return None
        distinct = np.sort(self.present.unique().astype("float64"))
        return distinct if (distinct % 1 == 0).all() else None

    @cached_property
    def spoken(self) -> dict[str, int | None]:
        """The number that each text begins with, None for words; empty where it is no scale in words."""
        return spoken_numbers(self.present) if self.is_text else {}

    @cached_property
    def answers(self) -> np.ndarray | None:
        """Distinct whole numbers, those that stand in words included, as answers to a scale have them."""
        numbers = [number for number in self.spoken.values() if number is not None]
        return np.unique(np.array(numbers, dtype=float)) if numbers else self.whole

    @property
    def is_key(self) -> bool:
        """Whether the values tell rows apart, or could point to rows of another table."""
        return len(self.present) > 0 and not self.is_date and (self.is_text or self.whole is not None)

    @cached_property
    def is_coded(self) -> bool:
        """Whether the values are numbers, or words that hold a digit, as ids do and names do not."""
        if self.is_number:
            return self.whole is not None
        digits = self.present.head(2000).astype("string").str.contains(r"\d")
        return bool(self.is_text and len(digits) and digits.mean() >= 0.9)

    @cached_property
    def is_unique(self) -> bool:
        """Whether no value stands twice and none is missing."""
        return len(self.present) == len(self.values) and bool(self.values.is_unique)

    @cached_property
    def is_free_text(self) -> bool:
        """Whether people wrote sentences into it."""
        if not self.is_text or len(self.present) < ENOUGH:
            return False
        words = self.present.head(2000).astype(str).str.count(r"\s+") + 1
        return bool(words.mean() >= 4 and self.present.nunique() > 0.3 * len(self.present))

    @cached_property
    def is_label(self) -> bool:
        """Whether it holds a handful of words that reports can split by."""
        return self.is_text and 2 <= self.present.nunique() <= 12 and not self.is_free_text

    @cached_property
    def holds_names(self) -> bool:
        """Whether most values are names of people: a first name with or beside others, or surnames alone."""
        return self.is_text and not self.is_free_text and are_names(self.present)

    @cached_property
    def has_email(self) -> bool:
        """Whether some value holds an e-mail address."""
        return self.is_text and bool(holds_email(self.present.head(5000)).any())

    @cached_property
    def identifies(self) -> bool:
        """Whether most values are telephone numbers, IBANs or IP addresses."""
        if not self.is_text or not len(self.present):
            return False
        return bool(self.present.head(2000).astype("string").str.fullmatch(IDENTIFYING).mean() > 0.5)

    @cached_property
    def is_number_of_rows(self) -> bool:
        """Whether all values are digits alone, as many in each: 00412345 numbers people, no telephones."""
        texts = self.present.head(2000).astype("string")
        lengths = texts.str.len()
        return bool(texts.str.fullmatch(r"\d+").all() and lengths.eq(lengths.iloc[:1].sum()).all())

    @property
    def is_scale(self) -> bool:
        """Whether a few small numbers stand in many rows, as answers do and keys do not."""
        whole = self.whole
        return whole is not None and len(whole) <= LONGEST_SCALE and len(self.present) >= 20 * len(whole)

    def fits(self, rule: Rule) -> bool:
        """Tell whether the values could be what a rule asks for."""
        if not len(self.present):
            return rule.kind in ("text", "date") and not self.is_number
        if rule.column in ("nps", "csat", "ces", "rating"):
            if self.answers is None or (len(self.answers) > LONGEST_SCALE and self.is_unique):
                return False
            return rule.column != "nps" or _is_nps(self.answers, len(self.present))
        if rule.kind == "date":
            return self.is_date
        if rule.kind in ("number", "whole"):
            return self.is_number
        if rule.kind == "id":
            return self.is_key and not self.is_scale
        if rule.column == "churned":
            return not self.is_date and self.present.nunique() <= 3
        if rule.column == "salutation":
            return self.is_text and self.present.nunique() <= 8
        if rule.column in ("verbatim", "text"):
            return self.is_text
        if rule.column == "cause":
            return not (self.is_date or self.is_free_text)
        return not self.is_date


def columns_of(frame: pd.DataFrame) -> list[Column]:
    """Return the columns of a frame with their questions."""
    labels, reading = frame.attrs.get("labels", {}), frame.attrs.get("reading")
    ambiguous = reading.ambiguous_dates if reading is not None else ()
    return [
        Column(str(name), frame[name], label=str(labels.get(name, "")), ambiguous=name in ambiguous)
        for name in frame.columns
    ]


def named_like(column: Column, canonical: str) -> int:
    """Return 2 if the name says so, 1 if the text of the question or the name and its values do, else 0."""
    if canonical in PATTERNS and re.fullmatch(PATTERNS[canonical], column.plain):
        return 2
    if canonical in CODED and re.fullmatch(CODED[canonical], column.plain) and column.is_coded:
        return int(canonical == "customer_id" or column.is_unique)
    question = QUESTIONS.get(canonical)
    asked = f"{column.name} {column.label}".casefold()
    return int(bool(question and re.search(question, asked)))


def scale_of(distinct: np.ndarray) -> tuple[int, int] | None:
    """Return the smallest usual scale that holds the values but for codes of "no answer".

    Examples
    --------
    >>> scale_of(np.array([1.0, 2, 4, 5, 99]))
    (1, 5)
    """
    answers = [value for value in distinct if value >= 0 and value not in CODES]
    if not answers:
        return None
    return next(((lo, hi) for lo, hi in SCALES if lo <= min(answers) and max(answers) <= hi), None)


def outside(distinct: np.ndarray, scale: tuple[int, int]) -> list[int]:
    """Return the values outside a scale."""
    return [int(value) for value in distinct if not scale[0] <= value <= scale[1]]


def _is_nps(distinct: np.ndarray, answers: int) -> bool:
    """Tell whether answers could be from 0 to 10: several of them, little else, and not the groups alone.

    Tools write the group of each answer (1 to 3, or -100, 0 and 100) in a column beside it.
    """
    inside = distinct[(distinct >= 0) & (distinct <= 10)]
    grouped = answers >= ENOUGH_ANSWERS and len(inside) <= 3 and (inside <= 3).all()
    return bool(len(inside) >= 1 and len(distinct) - len(inside) <= 4 and not grouped)


def is_grouping(column: Column, score: Column) -> bool:
    """Tell whether a column only sorts the values of a score into fewer groups.

    Examples
    --------
    >>> answers = pd.Series([0, 3, 7, 8, 9, 10] * 5)
    >>> is_grouping(Column("g", answers.ge(9).map({True: "yes", False: "no"})), Column("s", answers))
    True
    """
    if score.whole is None or column.is_date or not 4 <= len(score.whole) <= LONGEST_GROUPED:
        return False
    both = pd.concat([score.values, column.values], axis=1, keys=["score", "group"]).dropna()  # noqa: PD011
    if len(both) < ENOUGH_ANSWERS:
        return False
    pairs = both.drop_duplicates()
    levels, scores = pairs["group"].nunique(), pairs["score"].nunique()
    if not (len(pairs) == scores and 2 <= levels < scores):
        return False
    ordered = pairs.sort_values("score")["group"].tolist()
    return sum(first != second for first, second in pairwise(ordered)) == levels - 1
