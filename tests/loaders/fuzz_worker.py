"""Reads mutated files in a process of its own, so that a crash, a hang or a full memory is seen for what it is.

Called with a kind, a seed and a count; prints one line for every file that ended in anything but a frame or an
error of our own, and the largest memory it took.
"""

# ruff: noqa: E501

from __future__ import annotations

import gzip
import io
import random
import resource
import signal
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

from cxlab.errors import CxError
from cxlab.loaders import open_pot, read
from cxlab.loaders.safeyaml import load

MEMORY = 3 * 1024**3
SECONDS = 30
"""For one file of some kB, on a busy machine: a hang, not a slow test."""

TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b"'", b"\r", b"\n", b"\r\n", b";", b",", b"\t", b"\x1e", b"\\",
    b"9" * 400, b"-", b"1e999", b"nan", b"\xe2\x80\xae", b"\x1b[2J", b"[/x]", b"=1+1", b"31.02.2024", b"24:00",
    b"<", b">", b"&amp;", b"&#0;", b"<!--", b"]]>", b'r="900000000"', b't="s"', b"{", b"}", b"[", b": ", b"- ", b"&a ",
    b"*a", b"!!python/object:os.system ", b"? ", b"|", b"%", b"~", b"../", b"\xed\xb0\x80",
]  # fmt: skip


def csv() -> bytes:
    rows = "".join(f'{i};{i % 11};"a; {i}";{i % 28 + 1:02}.01.2024;1.{i:03},50\r\n' for i in range(60))
    return ("Antwort-ID;NPS;Kommentar;Datum;Umsatz\r\n" + rows).encode("cp1252")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["response_id", "nps", "comment"])
    for i in range(30):
        book.active.append([f"r{i}", i % 11, "text" * (i % 3)])
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def parquet() -> bytes:
    whole = io.BytesIO()
    frame = pd.DataFrame(
        {"id": range(200), "nps": [9.5] * 200, "text": ["a", "bb"] * 100, "l": [[1], [2, 3]] * 100}
    )
    frame.to_parquet(whole, row_group_size=64)
    return whole.getvalue()


def spss(end: str) -> bytes:
    frame = pd.DataFrame(
        {"id": range(50), "nps": [float(i % 11) for i in range(50)], "text": ["abc", "d"] * 25}
    )
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"a.{end}"
        pyreadstat.write_sav(
            frame, path, compress=end == "zsav", variable_value_labels={"nps": {0: "no", 10: "yes"}}
        )
        return path.read_bytes()


def xes() -> bytes:
    event = '<event><string key="concept:name" value="e{0}"/><date key="time:timestamp" value="2024-01-0{0}T10:00:00Z"/></event>'
    trace = (
        '<trace><string key="concept:name" value="c"/>'
        + "".join(event.format(i) for i in range(1, 9))
        + "</trace>"
    )
    return ('<?xml version="1.0"?><log xes.version="1.0">' + trace * 5 + "</log>").encode()


POT = b"""name: T
language: de
timezone: Europe/Berlin
tables:
  responses:
    file: r.csv
    columns: {nps: NPS, "response_id": Antwort-ID}
    missing: {nps: [99, "k.A."]}
    scale: {nps: [0, 10]}
    dates: {date: "%d.%m.%Y"}
links:
  - {from: responses.response_id, to: responses.response_id}
targets: {nps: 20}
"""


def mutated(data: bytes, draw: random.Random) -> bytes:
    """Change a file as a bad copy, a bad program or a bad person would."""
    whole = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 4, 12))):
        at, end = sorted((draw.randrange(len(whole) + 1), draw.randrange(len(whole) + 1)))
        end = min(end, at + draw.choice((1, 4, 64, 5000)))
        kind = draw.randrange(7)
        if kind == 0 and whole:
            whole[at % len(whole)] ^= 1 << draw.randrange(8)
        elif kind == 1:
            whole[at:at] = draw.choice(TOKENS) * draw.choice((1, 1, 3, 200))
        elif kind == 2:
            del whole[at:end]
        elif kind == 3:
            whole[at:at] = whole[at:end] * draw.choice((1, 2, 20))
        elif kind == 4:
            whole[at:end] = draw.randbytes(end - at)
        elif kind == 5 and len(whole) >= 4:
            place = at % (len(whole) - 3)
            whole[place : place + 4] = draw.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000)).to_bytes(
                4, "little"
            )
        elif kind == 6 and draw.random() < 0.3:
            del whole[at:]
    return bytes(whole)


def mutated_workbook(data: bytes, draw: random.Random) -> bytes:
    """Change one part of a workbook and pack it again, or else the archive itself."""
    if draw.random() < 0.3:
        return mutated(data, draw)
    whole = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        hit = draw.choice(source.namelist())
        for entry in source.namelist():
            part = source.read(entry)
            target.writestr(entry, mutated(part, draw) if entry == hit else part)
    return whole.getvalue()


def names(draw: random.Random, place: Path) -> str:
    """Return a path to be opened as somebody might give it."""
    parts = ["a", "..", ".", "~", "~x", "", "x" * 300, "ü" * 120, "\x1b[2J", "[/x]", "a:b", "\udcff", "\0", " ", "*", "{}", "%s",
             "-", "\\", "http://x", "C:", str(place), "r.csv"]  # fmt: skip
    return draw.choice(("", "/")) + "/".join(draw.choice(parts) for _ in range(draw.randrange(1, 5)))


def attempts(kind: str, draw: random.Random, place: Path) -> Callable[[], object]:
    """Return one thing to try."""
    if kind == "names":
        name = names(draw, place)
        return draw.choice(
            (lambda: read(name), lambda: open_pot(name), lambda: pot(place, "file: " + repr(name)))
        )
    if kind == "yaml":
        text = mutated(POT, draw)
        return draw.choice((lambda: load(text.decode("utf-8", "replace")), lambda: pot(place, text)))
    makers = {"csv": csv, "xlsx": workbook, "parquet": parquet, "xes": xes}
    data = SOURCES.setdefault(kind, makers[kind]() if kind in makers else spss(kind))
    changed = mutated_workbook(data, draw) if kind == "xlsx" else mutated(data, draw)
    changed = gzip.compress(changed) if kind in ("csv", "xes") and draw.random() < 0.2 else changed
    (place / f"a.{kind}").write_bytes(changed)
    return lambda: read(place / f"a.{kind}")


def pot(place: Path, text: str | bytes) -> object:
    if isinstance(text, str):
        text = f"name: T\ntables:\n  responses: {{{text}}}\n".encode("utf-8", "surrogateescape")
    (place / "pot.yml").write_bytes(text)
    (place / "r.csv").write_bytes(csv())
    opened = open_pot(place)
    return [opened.prepared(table) for table in opened.tables]


SOURCES: dict[str, bytes] = {}


def ring(*_: object) -> None:
    raise TimeoutError("hangs")


def megabytes() -> int:
    """Return the most memory taken; the system's own figure would begin with that of whoever started this."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) >> 10


def main(kind: str, seed: int, count: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, ring)
    refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            attempt = attempts(kind, random.Random(f"{kind} {seed} {number}"), Path(folder))
            signal.alarm(SECONDS)
            try:
                attempt()
            except CxError:
                refused += 1
            except BaseException as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                print(
                    f"{kind} {number}: {type(error).__name__}: {str(error)[:80]!r} {where.name}:{where.lineno}"
                )
            finally:
                signal.alarm(0)
    print(f"{count} tried, {refused} refused, {megabytes()} MB")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
