"""labels.csv: which code people gave which text, one line per decision, only ever added to.

A label belongs to a text, not to a row: the file holds a fingerprint of the text and never the text, so that
it outlives another export and gives nobody's words away. A label is on the disk before the next text shows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cxlab.errors import BadFile, system_reason
from cxlab.text import Text
from cxlab.voice.normalise import normalise

__all__ = ["LABELS", "add_label", "codes_by_hand", "fingerprints", "labels_by_coder", "read_labels"]

LABELS = "labels.csv"
COLUMNS = ("text_key", "code", "coder", "coded_at")


def fingerprints(texts: Iterable[object]) -> list[str]:
    """Return a key per text, the same where only markup, capitals or spaces differ; "" without a text.

    Examples
    --------
    >>> first, second, third = fingerprints(["The bill is wrong", "<p>the  bill is wrong</p>", None])
    >>> first == second, third
    (True, '')
    """
    given = [text if isinstance(text, str) else "" for text in texts]
    plain = (" ".join(text.casefold().split()) for text in normalise(given))
    return [hashlib.sha256(text.encode()).hexdigest()[:20] if text else "" for text in plain]


def add_label(file: str | Path, key: str, code: str, *, coder: str = "", at: str = "") -> None:
    """Add a decision to the file, which is made where there is none; "" as code takes the earlier one back.

    It is one write at the end of the file, forced to the disk: several people may write to the same file, and
    what was written before stays whatever happens.

    Raises
    ------
    BadFile
        The file cannot be written to.
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([key, code, coder, at])
    try:
        handle = os.open(file, os.O_APPEND | os.O_CREAT | os.O_RDWR, 0o644)
        try:
            size = os.fstat(handle).st_size
            os.lseek(handle, max(size - 1, 0), os.SEEK_SET)
            head = ",".join(COLUMNS) + "\n" if not size else ""
            torn = "\n" if size and os.read(handle, 1) != b"\n" else ""  # a line that a crash cut off
            os.write(handle, (head + torn + line.getvalue()).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise BadFile(
            Text("{name} cannot be written: {reason}", name=Path(file).name, reason=system_reason(error))
        ) from None


def read_labels(file: str | Path) -> pd.DataFrame:
    """Return what holds now, a row per text and coder: text_key, code, coder, coded_at.

    Of several decisions of one coder on a text the last one holds; one that was taken back has no row. No
    file is no labels. A line that a crash cut off is left out.

    Raises
    ------
    BadFile
        The file is no such list; with the line.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / LABELS
    >>> key = fingerprints(["The bill is wrong"])[0]
    >>> add_label(file, key, "app", coder="EK")
    >>> add_label(file, key, "billing", coder="EK")
    >>> read_labels(file)[["code", "coder"]]
          code coder
    0  billing    EK
    """
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return pd.DataFrame(columns=list(COLUMNS), dtype=object)
    except (OSError, UnicodeDecodeError):
        raise BadFile(Text("{name}: cannot be read as text in UTF-8", name=path.name)) from None
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise BadFile(
            Text("{name} line 1: expected the columns {columns}", name=path.name, columns=list(COLUMNS))
        )
    whole = [row for row in rows[1:] if len(row) == len(COLUMNS)]
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(COLUMNS):
            raise BadFile(Text("{name} line {line}: too many values", name=path.name, line=str(number)))
    labels = pd.DataFrame(whole, columns=list(COLUMNS), dtype=object)
    labels = labels.drop_duplicates(["text_key", "coder"], keep="last")
    return labels[labels["code"] != ""].reset_index(drop=True)


def labels_by_coder(labels: pd.DataFrame) -> pd.DataFrame:
    """Return a row per text and a column per coder, as `coder_agreement` takes them.

    Examples
    --------
    >>> labels = pd.DataFrame({"text_key": list("aab"), "code": list("xyx"), "coder": list("ABA")})
    >>> labels_by_coder(labels)
    coder text_key  A    B
    0            a  x    y
    1            b  x  NaN
    """
    return labels.set_index(["text_key", "coder"])["code"].unstack().reset_index()  # noqa: PD010 - no numbers


def codes_by_hand(texts: pd.Series, labels: pd.DataFrame, *, coder: str | None = None) -> pd.Series:
    """Return the code that people gave each text, None where there is none: a column for `code_texts`.

    Parameters
    ----------
    texts
        Texts of customers; their index is kept.
    labels
        As `read_labels` returns them.
    coder
        Whose codes; by default those of all, where those who coded a text agree.

    Examples
    --------
    >>> texts = pd.Series(["The bill is wrong", "the bill is wrong", "It crashes"])
    >>> key = fingerprints(texts)[0]
    >>> labels = pd.DataFrame({"text_key": [key], "code": ["billing"], "coder": ["EK"]})
    >>> codes_by_hand(texts, labels).tolist()
    ['billing', 'billing', None]
    """
    used = labels if coder is None else labels[labels["coder"] == coder]
    agreed = used.drop_duplicates(["text_key", "code"]).drop_duplicates("text_key", keep=False)
    known = dict(zip(agreed["text_key"], agreed["code"], strict=True))
    return pd.Series([known.get(key) for key in fingerprints(texts)], index=texts.index, dtype=object)
