"""Speed of redaction: 100,000 short comments, and hostile texts of ten kinds.

python benchmarks/redaction_speed.py
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from redaction_corpus import PARTS, read

from cxlab.loaders.privacy import redact

COMMENTS, LETTERS, MEGABYTE = 100_000, 100_000, 1_000_000
UNITS = ("o", "NO", "a@", "0 1 ", "Frau Dr. ", "Anna Berta ", "A. B. ", "DE12 ", "AB-12-", "Gruß\n")


def main() -> None:
    """Print processor seconds; hostile texts have a tenth of a megabyte and are scaled up."""
    texts = [item.text for part in PARTS for item in read(part)]
    comments = [f"{texts[i % len(texts)]} {i}" for i in range(COMMENTS // 10)]
    start = time.process_time()
    redact(comments)
    print(f"| {COMMENTS:,} comments | {10 * (time.process_time() - start):.0f} s |")
    for unit in UNITS:
        text = unit * (LETTERS // len(unit))
        start = time.process_time()
        redact(text)
        print(f"| `{unit!r}`, 1 MB | {(time.process_time() - start) * MEGABYTE / len(text):.1f} s |")


if __name__ == "__main__":
    main()
