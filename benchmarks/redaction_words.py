"""Make the long word lists of the redaction rules from free sources; the short ones are written by hand.

    pip install faker && python benchmarks/redaction_words.py

Names are those of Faker (MIT licence) for the languages of German- and English-speaking countries and of who lives there; Cyrillic
ones are written in Latin letters, the German and the English way. English words are those that stand in small letters at least
three times in the narratives of `data/consumer_finance_cfpb` (public domain). A name that is such a word, or one of
words/ordinary.txt, counts as ambiguous wherever it is used.
"""

# ruff: noqa: E501, SIM905  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path

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


def main() -> None:
    """Write words/english.txt, first_names_more.txt, first_names_rare.txt and surnames_more.txt."""
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
    _write(
        "surnames_more",
        f"Surnames, {source}: names beside a cue or a first name only.",
        _names(f"{CLEAR} {SUPPORT}", "last"),
    )


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
