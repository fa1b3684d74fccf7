"""Keyed pseudonyms: one id, one key, one pseudonym, and nobody without the key can tell whose it is."""

# ruff: noqa: E501  (a sentence cut in two reads worse than a long line)
from __future__ import annotations

import hashlib
import hmac
import math
import os
import re
import unicodedata
from base64 import b32encode
from pathlib import Path

import pandas as pd

from ...errors import BadParameter, system_reason
from ...text import Text
from ..pot.pot_tables import PotTables

__all__ = ["KEY_FILE_VARIABLE", "KEY_VARIABLE", "normal_email", "pseudonymise", "secret_key"]

KEY_VARIABLE, KEY_FILE_VARIABLE = "CXLAB_KEY", "CXLAB_KEY_FILE"
SHORTEST_KEY = 16
WEAKEST_KEY = 56.0
"Bits; 16 random letters have 75, 16 digits only 53."
_MAKE_ONE = Text('Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"')
_WORDS = re.compile(
    "pass(?:word|wort|phrase)?|kennwort|secret|geheim|change ?me|letmein|welcome|willkommen|hello|hallo|example|beispiel|sample|test|admin|root"
    "|login|default|demo|dummy|cxlab|key|schl(?:ü|ue)ssel|pseudonym|customer|kunden?|foobar|secure|sicher|this|that|dies|nicht|mein|your|insert|here|todo"
    "|placeholder|nordlicht|energie|19\\d\\d|20\\d\\d"
)
_ROWS = ("qwertyuiop", "qwertzuiopü", "asdfghjklöä", "zxcvbnm", "yxcvbnm", "1234567890ß")
_KINDS = (
    (26, rb"[a-z]"),
    (26, rb"[A-Z]"),
    (10, rb"[0-9]"),
    (33, rb"[^A-Za-z0-9\x80-\xff]"),
    (128, rb"[\x80-\xff]"),
)
LENGTH = 16  # characters of 5 bits: at a million customers two share a pseudonym once in 2e12 cases


def pseudonymise(
    values: pd.Series, *, key_file: str | Path | None = None, pot: PotTables | None = None, kind: str = "id"
) -> pd.Series:
    """Replace ids or e-mail addresses by keyed pseudonyms (HMAC-SHA256), the same for the same value and key.

    Parameters
    ----------
    values
        Ids as numbers or text, or e-mail addresses; what is missing stays missing. 7, 7.0 and "7" are one id.
    key_file
        File with the key, outside any data pot; by default the one that the environment variable
        ``CXLAB_KEY_FILE`` names, or the key in ``CXLAB_KEY``. At least 16 characters that nobody guesses: words, rows of
        keys and repetitions count little. ``python -c "import secrets; print(secrets.token_urlsafe(32))"`` makes a good one.
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
        No key is given, it is too short or easily guessed, or it lies in a pot.

    Examples
    --------
    >>> import os, secrets
    >>> os.environ["CXLAB_KEY"] = secrets.token_urlsafe(32)
    >>> pseudonymise(pd.Series([7, 7, 8])).nunique()
    2
    >>> del os.environ["CXLAB_KEY"]
    """
    if kind not in ("id", "email"):
        raise BadParameter(Text('kind must be "id" or "email"; found {kind!r}', kind=kind))
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


def secret_key(key_file: str | Path | None = None, *, pot: PotTables | None = None) -> bytes:
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
            Text(
                "no key for pseudonyms: set {variable}, or {file_variable} to a file outside the pot",
                variable=KEY_VARIABLE,
                file_variable=KEY_FILE_VARIABLE,
            )
        )
    if len(key) < SHORTEST_KEY:
        raise BadParameter(
            Text(
                "the key for pseudonyms has {n} characters; at least {least} are needed. {remedy}",
                n=len(key),
                least=SHORTEST_KEY,
                remedy=_MAKE_ONE,
            )
        )
    if strength(key) < WEAKEST_KEY:
        raise BadParameter(
            Text(
                "the key for pseudonyms is easily guessed (words, rows of keys, repetitions or too "
                "few different characters), and who guesses it can tell whose pseudonym is whose. "
                "{remedy}",
                remedy=_MAKE_ONE,
            )
        )
    return key


def strength(key: bytes) -> float:
    """Return how many bits a guesser has to try at the least, roughly.

    A common word counts as one character, so does a row of neighbours ("abcd", "qwertz", "1111") as two; of a part that is
    repeated one copy counts. Each character is worth the logarithm of the kinds of characters that occur.

    Examples
    --------
    >>> strength(b"passwordpassword1234") < 20 < 100 < strength(b"kX9vT2pLq8WzRb4NcY7m")
    True
    """
    text = _once(_WORDS.sub("\x01", key.decode("utf-8", "surrogateescape").casefold()))
    units, previous = 0, ""
    for position, character in enumerate(text):
        run = position > 1 and _beside(text[position - 2], previous) and _beside(previous, character)
        units += not run
        previous = character
    kinds = sum(size for size, pattern in _KINDS if re.search(pattern, key))
    return units * math.log2(max(min(kinds, 3 * len(set(text))), 1))


def _once(text: str) -> str:
    """Return the part that a text repeats: "abab" is "ab"."""
    period = (text + text).find(text, 1)
    if 0 < period < len(text):
        return text[:period]
    for size in range(1, len(text) // 2 + 1):  # "abcabcab": the last copy may be cut
        if text == (text[:size] * (len(text) // size + 1))[: len(text)]:
            return text[:size]
    return text


def _beside(one: str, other: str) -> bool:
    """Whether two characters are the same, neighbours in the alphabet or neighbours on a keyboard."""
    return abs(ord(one) - ord(other)) <= 1 or any(one + other in row or other + one in row for row in _ROWS)


def _from_file(path: Path, pot: PotTables | None) -> bytes:
    place = path.resolve()
    inside = pot is not None and place.is_relative_to(pot.folder.resolve())
    if inside or any((folder / "pot.yml").exists() for folder in place.parents):
        raise BadParameter(
            Text("the key file {name} lies in a data pot; keep it where the data do not go", name=path.name)
        )
    try:
        return place.read_bytes().strip()
    except OSError as error:
        raise BadParameter(
            Text("the key file {name} cannot be read: {reason}", name=path.name, reason=system_reason(error))
        ) from None


def _as_text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    return values.astype("string").str.strip()


def _pseudonym(text: str, key: bytes) -> str:
    return b32encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()[:LENGTH].lower()
