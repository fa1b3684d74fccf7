"""How the time of reading grows with hostile text: 250 kB and 1 MB of each kind, in files and in names.

Reading is linear where 1 MB takes about four times as long as 250 kB. The times stand in docs/safety.md.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import suppress
from pathlib import Path

from cxlab.errors import CxError
from cxlab.loaders import read
from cxlab.loaders.formats.sql import fault_of
from cxlab.loaders.safeyaml import load

MEGABYTE = 1_000_000
UNITS = {
    "letters": "a", "capitals": "N", "digits": "1", "dots": ".", "digits and dots": "1.", "blanks": " ",
    "digits and commas": "1,", "tabs": "\t", "quotes": '"', "apostrophes": "'", "lines": "\n",
    "carriage returns": "\r", "semicolons": ";", "commas": ",", "brackets": "[", "braces": "{",
    "dates": "31.01.2024", "dashes": "-", "at signs": "a@", "slashes": "/", "backslashes": "\\",
    "marks": "a\u0301", "umlauts": "ü", "zero widths": "\u200b", "less than": "<a ", "hashes": "#",
    "percents": "%", "words": "ab cd ", "e-numbers": "1e", "colons": "a: ", "stars": "*", "parens": "(",
}  # fmt: skip


def shapes(text: str) -> dict[str, str]:
    """Return files in which the text is one cell, one name, many rows, or everything."""
    flat = text.replace("\n", " ").replace("\r", " ").replace('"', "'").replace(",", ".")
    return {
        "alone": text,
        "cell": f'id,comment,nps\n1,"{flat}",9\n2,b,8\n',
        "name": f'id,"{flat}",nps\n1,a,9\n2,b,8\n',
        "rows": "id,comment\n" + "".join(f"{i},{flat[:40]}\n" for i in range(len(text) // 40)),
    }


def seconds(work, *given: object) -> float:
    """Return the processor time of a call; an error of our own is an answer too."""
    start = time.process_time()
    with suppress(CxError):
        work(*given)
    return time.process_time() - start


def query(text: str) -> None:
    """Judge a query that begins as one does."""
    fault_of(f"SELECT {text}"[:20_000])


def main() -> None:
    """Print the slowest kinds."""
    found = []
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "a.csv"
        file.write_text("id,nps\n1,9\n")
        read(file)
        for name, unit in UNITS.items():
            for shape in ("alone", "cell", "name", "rows"):
                times = []
                for size in (MEGABYTE // 4, MEGABYTE):
                    text = (unit * (size // len(unit.encode()) + 1))[:size]
                    file.write_text(shapes(text)[shape], encoding="utf-8", newline="")
                    times.append(seconds(read, file))
                found.append((times[1], times[1] / times[0], f"read: {name} as {shape}"))
            for what, work, limit in (("yaml", load, 200_000), ("sql", query, 20_000)):
                times = [seconds(work, (unit * limit)[:size]) for size in (limit // 4, limit)]
                found.append((times[1], times[1] / max(times[0], 1e-4), f"{what}: {name}"))
    for kind in ("read", "yaml", "sql"):
        group = [(last, growth) for last, growth, what in found if what.startswith(kind)]
        slow = [growth for last, growth in group if last > 0.2]
        most = max(slow, default=0)
        print(f"{kind}: {len(group)} kinds, slowest {max(group)[0]:.2f} s, most growth {most:.1f}")
    for last, growth, what in sorted(found, reverse=True)[:12]:
        print(f"{last:7.2f} s  x{growth:5.1f}  {what}", flush=True)
    print(f"{len(found)} kinds, {sum(last > 2 for last, _, _ in found)} above 2 s")


if __name__ == "__main__":
    main()
