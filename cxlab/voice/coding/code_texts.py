"""Texts get codes: people give a frame and examples, a model codes what it is sure of and asks for more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.engine import in_memory
from cxlab.errors import BadParameter, BadPot, BadValue
from cxlab.text import Text

from .code_frame import UNCODED, Code, CodeFrame, load_code_frame, refuse_contradictions
from .result import Coding, coding_of
from .work import Given, learn

__all__ = ["code_texts"]


def code_texts(
    data: Any,
    frame: CodeFrame | str | Path | Mapping[str, Any] | None = None,
    *,
    text: str = "text",
    hand_code: str | None = None,
    check: str | None = None,
    customer: str | None = None,
    min_confidence: float = 0.6,
    n_proposals: int = 20,
    min_n: int = 5,
    level: float = 0.95,
    seed: int = 0,
    show_progress: bool | None = None,
) -> Coding:
    """Code texts by a code frame: few examples by people, the rest by a model that says when it is not sure.

    Two logistic regressions (words with what they tend to stand with; parts of words) and the keywords are
    weighed by how well they predict texts they have not seen, which calibrates the confidence as well.
    Equal texts get equal codes.

    Parameters
    ----------
    data
        A row per text.
    frame
        Codes with keywords and examples: a `CodeFrame`, its file or folder, or a mapping as in the file.
        None: the codes that `hand_code` holds.
    text
        Column with the texts; missing ones, blanks, HTML, emoji and any length are fine.
    hand_code
        Column with the codes that people gave to some of the texts.
    check
        Column that is true where such a code belongs to a random sample to check with: it is not learnt from.
        Without it, quality is cross-validated, on whatever texts people chose to code.
    customer
        Column with who wrote a text; intervals then draw customers.
    min_confidence
        Probability of the code from which on a text is coded, 0 to 1; below it stays "uncoded".
    n_proposals
        How many texts are proposed to be coded by people next.
    min_n
        Fewest texts and customers that figures of a code may rest on.
    level, seed
        Of the intervals; of folds and proposals.
    show_progress
        None: for 50,000 texts and more.

    Returns
    -------
    Coding
        `.codes` (a row per row of the data), `.table` (a row per code), `.proposals`, `.quality`,
        `.contradictions`, `.text`.

    Raises
    ------
    BadValue
        Codes in `hand_code` that the frame does not have, or fewer than two codes that anything speaks for.
    BadPot
        The frame contradicts itself, or its file cannot be read.

    Examples
    --------
    >>> frame = {"codes": [
    ...     {"code": "bill", "keywords": ["bill"], "examples": ["The bill is wrong", "Billed twice"]},
    ...     {"code": "app", "keywords": ["app"], "examples": ["The app crashes", "No login in the app"]},
    ... ]}
    >>> texts = ["My bill was wrong", "app crashed again", "👍", None, "my BILL was wrong"]
    >>> coding = code_texts(pd.DataFrame({"text": texts}), frame, min_n=0)
    >>> coding.codes["code"].tolist()
    ['bill', 'app', 'uncoded', 'uncoded', 'bill']
    """
    _check_options(min_confidence, n_proposals, level, min_n)
    rows = in_memory(data, list(dict.fromkeys(name for name in (text, hand_code, check, customer) if name)))
    if isinstance(data, pd.DataFrame):
        rows.index = data.index
    used = frame_of(frame, rows, hand_code)
    given = Given(rows, used, text, hand_code, check, customer)
    work = learn(given, seed=seed)
    found = work.coded(min_confidence, show_progress)
    return coding_of(
        work,
        found,
        min_confidence=min_confidence,
        n_proposals=n_proposals,
        min_n=min_n,
        level=level,
        seed=seed,
    )


def _check_options(min_confidence: float, n_proposals: int, level: float, min_n: int) -> None:
    if not 0 <= min_confidence <= 1:
        raise BadParameter(
            Text("min_confidence is a probability, 0 to 1; found {found}", found=str(min_confidence))
        )
    if not 0 < level < 1:
        raise BadParameter(Text("level must lie between 0 and 1, e.g. 0.95; found {level}", level=str(level)))
    for name, value in (("n_proposals", n_proposals), ("min_n", min_n)):
        if value < 0:
            raise BadParameter(Text("{name} must be 0 or more; found {found}", name=name, found=str(value)))


def frame_of(frame: Any, rows: pd.DataFrame, hand_code: str | None) -> CodeFrame:
    """Return the code frame that is meant; without one, that of the codes in the data."""
    if isinstance(frame, str | Path):
        return load_code_frame(frame)
    if frame is None:
        if hand_code is None:
            raise BadValue(Text("codes are needed: a code frame, or a column hand_code with codes of people"))
        said = rows[hand_code].dropna().astype(str).str.strip()
        names = sorted(name for name in said.unique() if name and name.casefold() != UNCODED)
        return CodeFrame(codes=tuple(Code(code=name) for name in names))
    try:
        used = frame if isinstance(frame, CodeFrame) else CodeFrame.model_validate(dict(frame))
    except (TypeError, ValueError) as error:
        reason = str(error).splitlines()[-1].strip()[:120]
        raise BadPot(Text("the code frame is not as it should be: {reason}", reason=reason)) from None
    refuse_contradictions(used, Text("the code frame"))
    return used
