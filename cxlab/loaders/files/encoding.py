"""Bytes to text: one encoding, decided over the whole file; two in one file are told, not mixed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ...errors import BadFile
from ...text import Text

__all__ = ["decode"]

MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]

OTHERS = ["cp1250", "cp1251", "cp1253", "cp1254", "cp949", "cp932", "gb18030", "big5", "mac_roman", "cp850"]
"""What charset-normalizer may answer for text neither UTF-8 nor Western; few, so that it cannot stray."""

ONE_BYTE = ("cp1252", "cp1250", "mac_roman", "cp850")
"""In these, text that happens to be valid UTF-8 is never meant so; in Asian encodings it can be chance."""

WESTERN = re.compile(r"[ÄÖÜäöüßÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝàáâãåæçèéêëìíîïñòóôõøùúûýÿŒœ]")
SIGNS = re.compile(r"[\xa0-\xbf\u2010-\u2039\u203a\u20ac„“”‚‘’…•™×÷]")
PLAUSIBLE_RUN = re.compile(r"[“”„‘’…–—€•]*[À-ÖØ-Þ]*[ß-öø-ÿ]*[“”„‘’…–—€•]*")
LATIN = re.compile(r"[\x00-\u017f\u2010-\u203a\u20ac]*")
SIGN_IN_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7fA-Za-zÀ-ÿŒœ’‘´–—\-](?=[a-z])")
SAMPLE = 1 << 18
PIECE = 1 << 24


def decode(path: Path, data: bytes, encoding: str | None) -> tuple[bytes, str]:
    """Return the text as UTF-8 without a byte order mark, and the encoding it was in."""
    if encoding is not None:
        text, name = _declared(path, data, encoding), encoding
    elif data.startswith(codecs.BOM_UTF8) and _is_utf8(data) and b"\0" not in data:
        return data.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF8), "utf-8-sig"
    elif mark := next((name for bom, name in MARKS if data.startswith(bom)), None):
        text, name = _strict(path, data, mark), mark
    elif wide := _wide(data):
        text, name = _strict(path, data, wide), wide
    else:
        _refuse_binary(path, data)
        if _is_utf8(data):
            return data, "utf-8"
        text, name = _guess(path, data)
    if name == "utf-8":
        return data, name
    return text.removeprefix("\ufeff").encode("utf-8"), name


def _is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8, in pieces: the whole text would take up to four times the memory."""
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(data)
    try:
        for start in range(0, len(view), PIECE):
            decoder.decode(view[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _declared(path: Path, data: bytes, encoding: str) -> str:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise BadFile(
            Text(
                "{path}: no encoding named {encoding!r}; common ones: utf-8, cp1252, utf-16, cp949",
                path=path,
                encoding=encoding,
            )
        ) from None
    return _strict(path, data, encoding)


def _strict(path: Path, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        row = data[:start].count(b"\n") + 1
        raise BadFile(
            Text(
                "{path}: row {row} is not {encoding}; the file was cut off or has another encoding: leave "
                "encoding= away, or name the right one",
                path=path,
                row=str(row),
                encoding=encoding,
            )
        ) from None
    if "\0" in text:
        raise BadFile(_nul(path, text.count("\n", 0, text.index("\0")) + 1))
    return text


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark: every other byte of Western text is zero."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even < 0.05 * len(head) / 2:
        return "utf-16-le"
    if even > 0.4 * len(head) / 2 and odd < 0.05 * len(head) / 2:
        return "utf-16-be"
    return None


def _refuse_binary(path: Path, data: bytes) -> None:
    head = data[:SAMPLE]
    odd = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    if odd > 0.02 * len(head):
        raise BadFile(
            Text(
                "{path}: not a text file, nor Excel or Parquet; export the data as CSV, xlsx or Parquet",
                path=path,
            )
        )
    if (position := data.find(b"\0")) >= 0:
        raise BadFile(_nul(path, data.count(b"\n", 0, position) + 1))


def _nul(path: Path, row: int) -> str:
    return Text(
        "{path}: row {row} contains a NUL byte; the file was damaged in transfer, export it again",
        path=path,
        row=str(row),
    )


def _guess(path: Path, data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(data) - error.start < 4 and error.start > 0:
            _cut_off(path, data, error.start)
    sample, utf8_row, legacy_row, share = _lines(data)
    names = _legacy(sample)
    if names and utf8_row and (share >= 0.2 or names[0] in ONE_BYTE):
        raise BadFile(
            Text(
                "{path}: two encodings in one file: row {row} is UTF-8, row {other} is {name}. Two "
                "exports were probably joined; export again in one encoding, or force one with {option}",
                path=path,
                row=str(utf8_row),
                other=str(legacy_row),
                name=names[0],
                option=f"encoding={names[0]!r}",
            )
        )
    for name in names:
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise BadFile(
        Text(
            "{path}: the encoding cannot be told (row {row} is not UTF-8); name it with encoding=",
            path=path,
            row=str(legacy_row),
        )
    )


def _cut_off(path: Path, data: bytes, start: int) -> None:
    """Refuse a UTF-8 file that ends within a character, provided that the rest shows that it is UTF-8."""
    if any(byte > 127 for byte in data[:start]):
        row = data.count(b"\n") + 1
        raise BadFile(
            Text(
                "{path}: the file ends in the middle of a character (row {row}); it was cut off, "
                "transfer it again",
                path=path,
                row=str(row),
            )
        )


def _lines(data: bytes) -> tuple[bytes, int, int, float]:
    """Part the lines with other than ASCII: a sample not in UTF-8, the first row of each, the share of UTF-8.

    UTF-8 counts where it gives Latin letters: other encodings can be UTF-8 of some far script by
    chance.
    """
    other: list[bytes] = []
    utf8_row = other_row = utf8 = legacy = size = 0
    for row, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            if LATIN.fullmatch(line.decode("utf-8")):
                utf8, utf8_row = utf8 + 1, utf8_row or row
        except UnicodeDecodeError:
            legacy, other_row = legacy + 1, other_row or row
            if size < SAMPLE:
                other.append(line)
                size += len(line)
    return b"\n".join(other), utf8_row, other_row, utf8 / max(utf8 + legacy, 1)


def _legacy(sample: bytes) -> list[str]:
    """Name encodings of text that is not UTF-8, likeliest first: Western if it reads so, else statistics."""
    for name, reads_well in (
        ("cp1252", _reads_western),
        ("mac_roman", _reads_german),
        ("cp850", _reads_german),
    ):
        try:
            if reads_well(sample.decode(name)):
                return [name]
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    return [match.encoding for match in from_bytes(sample, cp_isolation=OTHERS, threshold=0.4)]


def _reads_western(text: str) -> bool:
    """Tell whether the other than ASCII characters are letters and signs as Western European words use them.

    Two bytes in a row that are not ASCII are rare in Western words and the rule in Asian encodings.
    """
    runs = re.findall(r"[^\x00-\x7f]+", text)
    count = sum(map(len, runs))
    good = len(WESTERN.findall(text)) + len(SIGNS.findall(text))
    long = sum(len(run) > 2 and not PLAUSIBLE_RUN.fullmatch(run) for run in runs)
    return (
        good >= 0.95 * count and len(SIGN_IN_WORD.findall(text)) <= 0.05 * count and long <= 0.05 * len(runs)
    )


def _reads_german(text: str) -> bool:
    """Tell whether what is not ASCII is nearly all umlauts, with capitals only at the beginning of a word."""
    count = sum(not character.isascii() for character in text)
    return len(re.findall(r"[äöüß]|(?<![A-Za-zäöüß])[ÄÖÜ]", text)) >= 0.8 * count
