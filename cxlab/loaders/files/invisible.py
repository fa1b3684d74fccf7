"""Differences that nobody sees and wrappers that nobody means: one way of writing what is one value.

Letters composed of two signs, zero-width and direction marks, blanks that do not break, the escapes of a
workbook, and what an export wraps around a value so that a spreadsheet leaves it alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np

__all__ = ["BLANKS", "blanks", "clean_text", "one_spelling", "unwrapped"]

BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Blanks other than the plain one, as a class of a regular expression."""

MARKS = "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
"""Soft hyphens, zero-width blanks, marks of direction: never part of what was meant."""

LATIN = "[\\x21-\\x7e\u00c0-\u024f]"
JOINERS = [
    (f"({LATIN})[\u200c\u200d]+", r"\1"),
    (f"[\u200c\u200d]+({LATIN})", r"\1"),
    ("^[\u200c\u200d]+|[\u200c\u200d]+$", ""),
]
"""They hold emoji and Persian or Indian letters together; beside Latin letters they mean nothing."""

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
WRAPPERS = [(r'^(?:="+)+(.*?)"+$', r"\1"), (r"^'([=+\-@].*)$", r"\1"), (r"^'(\d[\d.,:/ -]*)$", r"\1")]
"""="00123" keeps zeros in a spreadsheet, '-5 keeps it from calculating: the value is what is inside."""


def clean_text(text: str) -> str:
    """Return one text without invisible marks, in composed letters; blanks stay."""
    found = re.sub(MARKS, "", unicodedata.normalize("NFC", unescaped(text)))
    for pattern, kept in JOINERS:
        found = re.sub(pattern, kept, found)
    return found


def unescaped(text: str) -> str:
    """Return a text of a workbook with its escapes resolved: `_x000D_` is a carriage return."""
    if "_x" not in text:
        return text
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def one_spelling(values: Any) -> tuple[Any, np.ndarray]:
    """Return texts without invisible marks, in composed letters, and which of them were changed."""
    import pyarrow.compute as pc

    changed = np.zeros(len(values), dtype=bool)
    at = pc.invert(pc.string_is_ascii(values))
    if pc.any(at).as_py():
        found = pc.replace_substring_regex(values.filter(at), MARKS, "")
        if pc.any(pc.match_substring_regex(found, "[\u200c\u200d]")).as_py():
            for pattern, kept in JOINERS:
                found = pc.replace_substring_regex(found, pattern, kept)
        found = pc.utf8_trim_whitespace(pc.utf8_normalize(found, form="NFC"))
        values, changed = _replaced(values, at, found, changed)
    at = pc.match_substring(values, "_x000")
    if pc.any(at).as_py():
        found = values.filter(at)
        for code, sign in (("000D_\r?\n", "\n"), ("000[DdAa]_", "\n"), ("0009_", "\t")):
            found = pc.replace_substring_regex(found, f"(?i)_x{code}", sign)
        values, changed = _replaced(values, at, pc.utf8_trim_whitespace(found), changed)
    return values, changed


def unwrapped(values: Any) -> tuple[Any, np.ndarray]:
    """Return texts without what an export wraps around a value, and which of them were wrapped."""
    import pyarrow.compute as pc

    changed = np.zeros(len(values), dtype=bool)
    at = pc.or_(pc.starts_with(values, '="'), pc.starts_with(values, "'"))
    if not pc.any(at).as_py():
        return values, changed
    found = values.filter(at)
    for pattern, kept in WRAPPERS:
        found = pc.replace_substring_regex(found, pattern, kept)
    return _replaced(values, at, pc.utf8_trim_whitespace(found), changed)


def blanks(values: Any) -> Any:
    """Return texts with plain blanks in place of those that do not break."""
    import pyarrow.compute as pc

    at = pc.invert(pc.string_is_ascii(values))
    if not pc.any(at).as_py():
        return values
    return _replaced(values, at, pc.replace_substring_regex(values.filter(at), f"[{BLANKS}]", " "), None)[0]


def _replaced(values: Any, at: Any, found: Any, changed: np.ndarray | None) -> tuple[Any, np.ndarray]:
    import pyarrow as pa
    import pyarrow.compute as pc

    new = pc.replace_with_mask(values, at, found)
    new = new.combine_chunks() if isinstance(new, pa.ChunkedArray) else new
    different = pc.fill_null(pc.not_equal(new, values), False).to_numpy(zero_copy_only=False)
    return new, different if changed is None else changed | different
