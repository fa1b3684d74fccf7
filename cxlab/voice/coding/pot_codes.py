"""The texts of a pot with the codes of its own frame: codes.yml, and labels.csv with what people coded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .code_frame import CODES, CodeFrame, load_code_frame
from .code_texts import code_texts
from .labels_file import LABELS, codes_by_hand, read_labels
from .result import Coding

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["code_pot_texts"]

HAND_CODE = "hand_code"


def code_pot_texts(
    pot: DataPot, rows: pd.DataFrame, *, text: str = "text", customer: str | None = None, **options: Any
) -> Coding | None:
    """Code texts by the code frame of a pot and by what people have coded of them so far.

    Parameters
    ----------
    pot
        An opened pot; ``codes.yml`` in its folder is the frame, ``labels.csv`` what people coded.
    rows
        A row per text, such as complaints of the pot.
    text, customer
        Columns with the texts and with who wrote them.
    **options
        As for `code_texts`.

    Returns
    -------
    Coding or None
        None where the pot has no frame, the rows have no texts, or fewer than two codes have keywords,
        examples or texts that people coded.

    Raises
    ------
    BadPot, BadFile
        ``codes.yml`` or ``labels.csv`` cannot be read; with the line.
    BadValue
        ``labels.csv`` holds a code that ``codes.yml`` does not have.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> pot = open_pot("nordlicht")
    >>> code_pot_texts(pot, pot["complaints"]) is None
    True
    """
    folder = Path(pot.folder)
    if not (folder / CODES).is_file() or text not in rows or rows[text].isna().all():
        return None
    frame = load_code_frame(folder)
    codes = codes_by_hand(rows[text], read_labels(folder / LABELS))
    if len(_spoken_for(frame, codes)) < 2:
        return None
    coded = rows.assign(**{HAND_CODE: codes})
    return code_texts(coded, frame, text=text, hand_code=HAND_CODE, customer=customer, **options)


def _spoken_for(frame: CodeFrame, codes: pd.Series) -> set[str]:
    """Return the codes that keywords, examples or people speak for."""
    named = {code.code for code in frame.codes if code.keywords or code.examples}
    return named | set(codes.dropna())
