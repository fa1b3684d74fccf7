"""Recall and precision of the redaction rules on the corpus written by hand (tests/loaders/privacy).

The corpus was written before its author had read a rule. Two fifths of it are set aside: they are scored, never looked at.
Comments of other trades and everyday texts were added later by others who had not read a rule either; they were looked at after they had been
scored once; so was the blind corpus, the largest and the last. The siblings were written by the author of the rules, to see whether mends hold for more than what they were made for.

    python benchmarks/redaction_corpus.py [--look]

prints a table of each part, with Wilson's intervals of 95 %, and, with `--look`, what goes wrong in the development part, never in the other.
"""

# ruff: noqa: E501, SIM905, D102, D205  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from cxlab.loaders.privacy import KnownPeople, find_personal
from cxlab.stats.proportions import wilson

CORPUS = Path(__file__).parents[1] / "tests" / "loaders" / "privacy"
PARTS = ("blind", "everyday", "other_trades", "siblings", "development", "held_out")
KINDS = ("name", "email", "phone", "iban", "address", "customer", "birth", "plate", "handle")
SAME = {"number": "customer", "card": "customer", "link": "email"}
"Kinds of the rules that the corpus calls otherwise."

_MARKUP = re.compile(r"\[\[(\w+):(.*?)\]\]|\{\{(.*?)\}\}", re.DOTALL)
_TITLES = frozenset(
    "herr herrn hr hrn frau fr dr prof mag med dipl ing ra rechtsanwalt mr mrs ms miss mister familie fam oma opa chef kollege"
    " detective inspector jur phil inh von van der graf t s sister smt shri sri ji mme mlle rev officer schwester".split()
)
"Words that say nothing of who it is: whether they go or stay is not judged."


class Marked(NamedTuple):
    """A text, what is personal in it (start, end, kind), and which characters may go or stay."""

    text: str
    spans: list[tuple[int, int, str]]
    free: set[int]


def read(part: str) -> list[Marked]:
    """Return the items of a part of the corpus, one of `PARTS`."""
    lines = (CORPUS / f"corpus_{part}.txt").read_text(encoding="utf-8").splitlines()
    return [parse(line.split("|", 1)[1].replace("\\n", "\n")) for line in lines]


def parse(marked: str) -> Marked:
    """Take the marks out of an item.

    Examples
    --------
    >>> parse("LG [[name:Anna]]").spans
    [(3, 7, 'name')]
    """
    text, spans, free, end = "", [], set(), 0
    for found in _MARKUP.finditer(marked):
        text += marked[end : found.start()]
        start, end = len(text), found.end()
        text += found[2] or found[3]
        if found[1]:
            spans.append((start, len(text), found[1]))
        else:
            free |= set(range(start, len(text)))
    text += marked[end:]
    for word in re.finditer(r"[^\W\d_]+", text):
        if word[0].casefold() in _TITLES:
            free |= set(range(*word.span()))
    return Marked(text, spans, free)


class Counts:
    """True and found spans, and those of them that are hit and right, by kind."""

    def __init__(self) -> None:
        self.true: Counter[str] = Counter()
        self.hit: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.right: Counter[str] = Counter()

    @property
    def recall(self) -> float:
        return self.hit.total() / self.true.total()

    @property
    def precision(self) -> float:
        return self.right.total() / max(self.found.total(), 1)

    def table(self) -> str:
        lines = [
            "| kind | in the texts | recall | 95 % | marked | precision | 95 % |",
            "|---|---:|---:|---|---:|---:|---|",
        ]
        for kind in KINDS:
            numbers = [counter[kind] for counter in (self.true, self.hit, self.found, self.right)]
            lines.append(_line(kind, *numbers))
        totals = [counter.total() for counter in (self.true, self.hit, self.found, self.right)]
        return "\n".join([*lines, _line("**all**", *totals)])


def score(items: list[Marked], *, known: KnownPeople | None = None) -> Counts:
    """Count: a true span is hit when no letter or digit of it is left but titles; a mark is right when it covers no
    letter and no digit outside of true spans, of titles and of what may go or stay, and some of a true span.
    """
    counts = Counts()
    for item in items:
        missed, needless, found = judge(item, known)
        counts.true.update(kind for _start, _end, kind in item.spans)
        counts.hit.update(span[2] for span in item.spans if span not in missed)
        counts.found.update(span[2] for span in found)
        counts.right.update(span[2] for span in found if span not in needless)
    return counts


def judge(item: Marked, known: KnownPeople | None = None) -> tuple[list, list, list]:
    """Return the true spans that are missed, the found ones that are wrong, and all found ones that count."""
    text, spans, free = item
    found = [(s.start, s.end, SAME.get(s.kind, s.kind)) for s in find_personal(text, known=known)]
    covered = {i for start, end, _kind in found for i in range(start, end)}
    personal = {i for start, end, _kind in spans for i in range(start, end)}

    def letters(start: int, end: int) -> set[int]:
        return {i for i in range(start, end) if text[i].isalnum()} - free

    counting = [span for span in found if letters(*span[:2])]
    missed = [span for span in spans if letters(*span[:2]) - covered]
    needless = [
        span for span in counting if letters(*span[:2]) - personal or not letters(*span[:2]) & personal
    ]
    return missed, needless, counting


def _line(kind: str, true: int, hit: int, found: int, right: int) -> str:
    return f"| {kind} | {true:,} | {_share(hit, true)} | {found:,} | {_share(right, found)} |"


def _share(part: int, whole: int) -> str:
    """Return a share and its interval as two cells of a table; the spans of a text count as independent."""
    if not whole:
        return "– | –"
    low, high = wilson(part, whole)
    return f"{part / whole:.3f} | {low:.2f} to {high:.2f}"


def main() -> None:
    """Print the tables, and what goes wrong in the development part if asked."""
    for part in PARTS:
        items = read(part)
        counts = score(items)
        print(f"\n{part}: {len(items)} texts\n\n{counts.table()}")
        if "--look" in sys.argv and part == "development":
            _look(items)


def _look(items: list[Marked]) -> None:
    for item in items:
        missed, needless, _found = judge(item)
        if missed or needless:
            print(
                f"MISSED {[item.text[s:e] for s, e, _ in missed]} "
                f"NEEDLESS {[(item.text[s:e], kind) for s, e, kind in needless]}\n    {item.text!r}"
            )


if __name__ == "__main__":
    main()
