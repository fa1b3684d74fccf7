"""What stands for "no answer": blanks, declared codes, and words, these only where that is safe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["declared", "declared_in_typed", "is_spreadsheet_error", "is_token"]

TOKENS = [
    "na", "n/a", "n.a.", "n. a.", "nan", "null", "(null)", "none", "nil", r"\n",
    "-", "--", "---", "–", "—", "?", ".",
    "k.a.", "k. a.", "k.a", "ka", "keine angabe", "keine antwort", "not available", "no answer", "missing",
    "ohne angabe", "o.a.", "o. a.", "weiß nicht", "weiss nicht", "entfällt", "nicht beantwortet",
    "nicht verfügbar", "unbekannt", "unknown", "don't know", "dont know", "not applicable", "n.d.", "n. d.",
    "n/d", "n.v.", "s.o.", "sans objet", "sans réponse", "non renseigné", "ne sait pas", "nsp", "inconnu",
    "0000-00-00", "0000-00-00 00:00:00", "00.00.0000",
]  # fmt: skip
"""Words for "no answer", in small letters; only among numbers, dates, true/false: "NA" may be Namibia."""

SPREADSHEET_ERRORS = [
    "#N/A", "#NV", "#DIV/0!", "#VALUE!", "#WERT!", "#REF!", "#BEZUG!", "#NAME?", "#NUM!", "#ZAHL!", "#NULL!",
    "#SPILL!", "#ÜBERLAUF!", "#CALC!", "#KALK!", "#GETTING_DATA", "#DATEN_ABRUFEN", "#UNBEKANNT!", "#FELD!",
    "#FIELD!",
    "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#N/D", "#VALORE!", "#NOME?", "#¡VALOR!", "#¿NOMBRE?",
    "{question_not_shown}",
]  # fmt: skip
"""What Excel writes where a formula failed, LimeSurvey where nothing was asked; missing in every column."""


def is_token(values: Any) -> np.ndarray:
    """Tell which distinct values are words for "no answer"."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(pc.utf8_lower(values), pa.array(TOKENS)).to_numpy(zero_copy_only=False)


def is_spreadsheet_error(values: Any) -> np.ndarray:
    """Tell which distinct values are errors of a spreadsheet."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(values, pa.array(SPREADSHEET_ERRORS)).to_numpy(zero_copy_only=False)


def declared(values: Any, codes: Iterable[object]) -> dict[str, np.ndarray]:
    """Return for each declared code which distinct texts are it; 11 is also "11.0", "11,00" and "+11"."""
    import pyarrow.compute as pc

    found = {}
    for code in codes:
        text = _text(code)
        if number := re.fullmatch(r"([+-]?)0*(\d+)(?:[.,](\d*?)0*)?", text):
            sign, whole, part = number[1], number[2], number[3]
            fraction = rf"[.,]{part}0*" if part else r"(?:[.,]0+)?"
            pattern = f"^{'-' if sign == '-' else '[+]?'}0*{whole}{fraction}$"
        else:
            pattern = f"^{re.escape(text)}$"
        found[text] = pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False)
    return found


def declared_in_typed(series: pd.Series, codes: Iterable[object]) -> dict[str, np.ndarray]:
    """Return for each declared code which values of a typed column are it."""
    found = {}
    for code in codes:
        if pd.api.types.is_bool_dtype(series):
            hit = series == code if isinstance(code, bool) else series != series
        elif pd.api.types.is_numeric_dtype(series):
            number = pd.to_numeric(pd.Series([_text(code)]), errors="coerce")[0]
            hit = series == number
        elif pd.api.types.is_datetime64_any_dtype(series):
            hit = series == pd.to_datetime(_text(code), errors="coerce", utc=series.dt.tz is not None)
        else:
            hit = series.astype("string").str.strip() == _text(code)
        found[_text(code)] = hit.fillna(False).to_numpy(dtype=bool)
    return found


def _text(code: object) -> str:
    if isinstance(code, float) and code.is_integer():
        return str(int(code))
    return str(code).strip()
