"""What a review is about, by words alone: where nobody has coded the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from cxlab.engine import require
from cxlab.loaders.safeyaml import load

__all__ = ["aspects_by_keyword", "keywords", "with_aspects"]

WORDS = Path(__file__).parent / "aspects.yml"


def keywords(industry: str = "") -> dict[str, tuple[str, ...]]:
    """Return the words of ``aspects.yml``: aspect -> beginnings of words, German and English.

    Parameters
    ----------
    industry
        Words that mean something else in this industry (a "Schaden" of an insurer is its product) are put
        into their aspect; any other name leaves the general words.

    Examples
    --------
    >>> sorted(keywords())
    ['billing', 'price', 'reliability', 'service', 'website']
    >>> "shop" in keywords("telecom")["service"], "shop" in keywords("ecommerce")["service"]
    (True, False)
    """
    general, own = _bundled()["general"], _bundled().get(industry, {})
    moved = {word for words in own.values() for word in words}
    kept = {aspect: tuple(word for word in words if word not in moved) for aspect, words in general.items()}
    return {aspect: (*words, *own.get(aspect, ())) for aspect, words in kept.items()}


@cache
def _bundled() -> dict[str, dict[str, tuple[str, ...]]]:
    document = load(WORDS.read_text(encoding="utf-8"), where=WORDS.name)[0]
    return {
        str(part): {
            str(aspect): tuple(word for line in lines for word in str(line).split(", "))
            for aspect, lines in aspects.items()
        }
        for part, aspects in document.items()
    }


def aspects_by_keyword(
    texts: Iterable[object],
    *,
    words: Mapping[str, Sequence[str]] | None = None,
    industry: str = "",
    names: Iterable[str] = (),
) -> pd.Series:
    """Return the aspect that each text speaks of first, missing where no word tells.

    Parameters
    ----------
    texts
        Reviews, title included where there is one.
    words
        Aspect -> beginnings of words; by default the `keywords` of the industry.
    industry
        As for `keywords`.
    names
        Names of companies and products, which are no words: "Stadtstrom" is not about power.

    Notes
    -----
    Simple on purpose: the first word that tells decides; irony, negation and what a word means in its
    sentence are not seen. Which texts it misses is no matter of chance, so that shares of aspects are not to
    be trusted; ratings within an aspect suffer less, since a text that is put into a wrong aspect moves its
    mean towards the others. docs/swot.md says how often it is right in the sample company. A coded column
    goes before it.

    Examples
    --------
    >>> texts = ["Viel zu teuer geworden.", "Nobody answers the phone", "", "Stadtstrom: gut"]
    >>> aspects_by_keyword(texts, names=["Stadtstrom"]).fillna("-").tolist()
    ['price', 'service', '-', '-']
    """
    known = dict(words) if words is not None else keywords(industry)
    owner = {_plain(word): aspect for aspect, list_ in known.items() for word in list_}
    longest = sorted(owner, key=len, reverse=True)
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, longest)) + ")") if longest else None
    apart = sorted((re.escape(_plain(name)) for name in names if name), key=len, reverse=True)
    gone = re.compile("|".join(apart)) if apart else None
    index = texts.index if isinstance(texts, pd.Series) else None
    found = [_first(text, pattern, gone, owner) for text in texts]
    return pd.Series(found, index=index, dtype=object, name="aspect")


def with_aspects(
    reviews: pd.DataFrame,
    *,
    aspect: str = "",
    industry: str = "",
    text: str = "text",
    company: str = "company",
) -> pd.DataFrame:
    """Return reviews with the column ``aspect``: the one named, the one that is there, else by keyword.

    Where there is neither a column nor a text, there is no such column. The original is not changed.

    Examples
    --------
    >>> reviews = pd.DataFrame({"company": ["A", "B"], "text": ["Too expensive", "Great staff"]})
    >>> with_aspects(reviews)["aspect"].tolist()
    ['price', 'service']
    """
    if aspect:
        require(reviews, aspect)
        return reviews.assign(aspect=reviews[aspect])
    if "aspect" in reviews or text not in reviews:
        return reviews.copy()
    names = reviews[company].dropna().astype(str).unique() if company in reviews else ()
    return reviews.assign(aspect=aspects_by_keyword(reviews[text], industry=industry, names=names))


def _first(
    text: object, pattern: re.Pattern[str] | None, gone: re.Pattern[str] | None, owner: Mapping[str, str]
) -> str | None:
    if not isinstance(text, str) or pattern is None:
        return None
    plain = _plain(text) if gone is None else gone.sub(" ", _plain(text))
    hit = pattern.search(plain)
    return owner[hit[1]] if hit else None


def _plain(text: str) -> str:
    """Return small letters, umlauts written out as people without the keys write them."""
    return text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
