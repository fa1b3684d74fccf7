"""What people have coded already, in the frame and in the data: one code per distinct text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.errors import BadValue
from cxlab.text import Text

from .code_frame import UNCODED, CodeFrame

__all__ = ["HandCodes", "hand_codes"]

CLEAR = 2 / 3
"""Share of at least three people's codes from which on a text coded differently has the most frequent one."""


@dataclass(frozen=True)
class HandCodes:
    """Codes of people per distinct text.

    Attributes
    ----------
    code
        Number of the code in the frame; -1: none, or contradicting ones.
    check
        Whether a text is kept to check with; such texts are not learnt from.
    contradicting
        Distinct texts with codes that contradict each other.
    """

    code: np.ndarray
    check: np.ndarray
    contradicting: np.ndarray


def codes_of(given: pd.Series, frame: CodeFrame, column: str) -> np.ndarray:
    """Return the number of each row's code; -1 where there is none.

    Raises
    ------
    BadValue
        Codes that the frame does not have.
    """
    said = given.astype(object).where(given.notna(), "").map(lambda value: str(value).strip())
    said = said.where(said.str.casefold() != UNCODED, "")
    names = {name: number for number, name in enumerate(frame.names)}
    codes = said.map(names).fillna(-1).astype(int).to_numpy()
    unknown = (codes < 0) & (said != "").to_numpy()
    if unknown.any():
        raise BadValue(
            Text("column {column}: {n} row has a code that is not in the code frame: {codes}",
                 "column {column}: {n} rows have codes that are not in the code frame: {codes}",
                 n=int(unknown.sum()), column=repr(column),
                 codes=[repr(one[:40]) for one in list(dict.fromkeys(said[unknown]))[:10]])
        )  # fmt: skip
    return codes


def hand_codes(index: np.ndarray, size: int, codes: np.ndarray, check: np.ndarray) -> HandCodes:
    """Bring the codes of rows to their distinct texts.

    Parameters
    ----------
    index
        Per row the place of its text; -1: none.
    size
        How many distinct texts there are.
    codes
        Per row the number of its code; -1: none.
    check
        Per row whether it is kept to check with.
    """
    used = (index >= 0) & (codes >= 0)
    code, kept = np.full(size, -1), np.zeros(size, dtype=bool)
    if not used.any():
        return HandCodes(code, kept, np.empty(0, dtype=int))
    votes = pd.crosstab(index[used], codes[used])
    most, total = votes.max(axis=1).to_numpy(), votes.sum(axis=1).to_numpy()
    clear = (most == total) | ((total >= 3) & (most / total >= CLEAR))
    texts = votes.index.to_numpy()
    code[texts[clear]] = votes.columns.to_numpy()[votes.to_numpy().argmax(axis=1)][clear]
    kept[index[used & check]] = True
    return HandCodes(code, kept & (code >= 0), texts[~clear])
