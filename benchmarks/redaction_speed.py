"""Speed of redaction: 100,000 short comments, and hostile texts of many kinds.

python benchmarks/redaction_speed.py
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from redaction_corpus import PARTS, read

from cxlab.loaders.privacy import redact

COMMENTS, LETTERS, MEGABYTE = 100_000, 200_000, 1_000_000
UNITS = (
    "o", "NO", "a ", "A ", "a@", "0 1 ", "Frau Dr. ", "Anna Berta ", "A. B. ", "DE12 ", "AB-12-", "Gruß\n",
    "Am Alten ", "12 Ab ", "1.1.1", "geb. 1.1.", "Hauptstr. ", "von der ", "a.b ", "user as ", "ab12 ",
    "Müller, ", "eins zwo ", "Kunde 1 ", "0171-", "(at) ", "hier A. ", "Straße 5, 12345 ", "12 High Street, ",
)  # fmt: skip


def mixed(lot: random.Random) -> str:
    """Return the pieces of all kinds in any order: a text that gives every rule something to do."""
    return "".join(lot.choice(UNITS) for _ in range(LETTERS // 5))[:LETTERS]


def main() -> None:
    """Print processor seconds; hostile texts have a fifth of a megabyte and are scaled up."""
    texts = [item.text for part in PARTS for item in read(part)]
    comments = [f"{texts[i % len(texts)]} {i}" for i in range(COMMENTS)]
    redact("Herr Meier")  # reads the lists of words
    start = time.process_time()
    redact(comments)
    print(f"| {COMMENTS:,} comments | {time.process_time() - start:.0f} s |")
    hostile = {repr(unit): unit * (LETTERS // len(unit)) for unit in UNITS}
    hostile["all of these, mixed"] = mixed(random.Random(1))
    hostile["the comments as one text"] = " ".join(texts * 5)[:LETTERS]
    for what, text in hostile.items():
        start = time.process_time()
        redact(text)
        print(f"| {what}, 1 MB | {(time.process_time() - start) * MEGABYTE / len(text):.1f} s |")


if __name__ == "__main__":
    main()
