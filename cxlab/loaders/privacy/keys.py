"""Keyed pseudonyms: one id, one key, one pseudonym, and nobody without the key can tell whose it is."""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from base64 import b32encode
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ...errors import BadParameter

if TYPE_CHECKING:
    from ..pot import DataPot

__all__ = ["KEY_FILE_VARIABLE", "KEY_VARIABLE", "normal_email", "pseudonymise", "secret_key"]

KEY_VARIABLE, KEY_FILE_VARIABLE = "CXLAB_KEY", "CXLAB_KEY_FILE"
SHORTEST_KEY = 16
LENGTH = 16  # characters of 5 bits: at a million customers two share a pseudonym once in 2e12 cases


def pseudonymise(
    values: pd.Series, *, key_file: str | Path | None = None, pot: DataPot | None = None, kind: str = "id"
) -> pd.Series:
    """Replace ids or e-mail addresses by keyed pseudonyms (HMAC-SHA256), the same for the same value and key.

    Parameters
    ----------
    values
        Ids as numbers or text, or e-mail addresses; what is missing stays missing. 7, 7.0 and "7" are one id.
    key_file
        File with the key, outside any data pot; by default the one that the environment variable
        ``CXLAB_KEY_FILE`` names, or the key in ``CXLAB_KEY``. At least 16 characters.
    pot
        The pot the values are from, so that a key in its folder is refused.
    kind
        "id", or "email" (compared without capitals and blanks).

    Returns
    -------
    Series of text
        16 characters each, in the index of `values`.

    Raises
    ------
    BadParameter
        No key is given, it is too short, or it lies in a pot.

    Examples
    --------
    >>> import os
    >>> os.environ["CXLAB_KEY"] = "an example, not a secret"
    >>> pseudonymise(pd.Series([7, 7, 8])).nunique()
    2
    >>> del os.environ["CXLAB_KEY"]
    """
    if kind not in ("id", "email"):
        raise BadParameter(f'kind must be "id" or "email"; found {kind!r}')
    return hashed(values, secret_key(key_file, pot=pot), kind=kind)


def hashed(values: pd.Series, key: bytes, *, kind: str = "id") -> pd.Series:
    """Return the keyed hash of each value; each distinct one is computed once."""
    texts = normal_email(values) if kind == "email" else _as_text(values)
    pseudonyms = {text: _pseudonym(f"{kind}\0{text}", key) for text in texts.dropna().unique()}
    return pd.Series(texts.map(pseudonyms), index=values.index, name=values.name, dtype="string")


def normal_email(values: pd.Series) -> pd.Series:
    """Return e-mail addresses as they are compared: composed letters, no capitals, no blanks, no mailto.

    Examples
    --------
    >>> normal_email(pd.Series([" Ann@Example.org", "mailto:ann@example.org", "no address"])).tolist()
    ['ann@example.org', 'ann@example.org', <NA>]
    """
    texts = (
        values.astype("string")
        .map(lambda v: unicodedata.normalize("NFKC", v), na_action="ignore")
        .astype("string")
    )
    texts = texts.str.strip().str.lower().str.removeprefix("mailto:").str.strip(" <>.,;")
    return texts.where(texts.str.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+").fillna(False).astype(bool))


def secret_key(key_file: str | Path | None = None, *, pot: DataPot | None = None) -> bytes:
    """Return the key from its file or the environment; refuse one that travels with the data.

    Raises
    ------
    BadParameter
        See `pseudonymise`.
    """
    path = key_file or os.environ.get(KEY_FILE_VARIABLE)
    if path:
        key = _from_file(Path(path), pot)
    elif os.environ.get(KEY_VARIABLE):
        key = os.environ[KEY_VARIABLE].strip().encode()
    else:
        raise BadParameter(
            f"no key for pseudonyms: set {KEY_VARIABLE}, or {KEY_FILE_VARIABLE} to a file outside the pot"
        )
    if len(key) < SHORTEST_KEY:
        raise BadParameter(
            f"the key for pseudonyms has {len(key)} characters; at least {SHORTEST_KEY} are needed"
        )
    return key


def _from_file(path: Path, pot: DataPot | None) -> bytes:
    place = path.resolve()
    inside = pot is not None and place.is_relative_to(pot.folder.resolve())
    if inside or any((folder / "pot.yml").exists() for folder in place.parents):
        raise BadParameter(f"the key file {path.name} lies in a data pot; keep it where the data do not go")
    try:
        return place.read_bytes().strip()
    except OSError as error:
        raise BadParameter(f"the key file {path.name} cannot be read: {error.strerror}") from None


def _as_text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    return values.astype("string").str.strip()


def _pseudonym(text: str, key: bytes) -> str:
    return b32encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()[:LENGTH].lower()
