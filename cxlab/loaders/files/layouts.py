"""Text tables that no parser of CSV takes: quotation marks behind a backslash, columns set by blanks."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["by_delimiter", "doubled_quotes"]

OPENED = re.compile(rb'(?:^|[,;\t|\r\n])"[^"\\]*\\"(?![,;\t|\r\n"]|$)')
"""A quoted field with a backslash before a quotation mark that does not close it."""

ESCAPED = re.compile(rb'(?<!\\)((?:\\\\)*)\\"')
SAMPLE = 1 << 18
LINES = 200


def doubled_quotes(data: bytes) -> tuple[bytes, bool]:
    r"""Return text with doubled quotation marks where it has them behind a backslash, and whether it did.

    MySQL and many scripts write `"He said \"no\""`. A path such as `"C:\data\"` ends in a backslash by
    chance: a mark that a delimiter follows closes the field.

    Examples
    --------
    >>> doubled_quotes(b'id,said\n1,"a \\"b\\" c"\n')
    (b'id,said\n1,"a ""b"" c"\n', True)
    """
    if b'\\"' not in data or not OPENED.search(data):
        return data, False
    return ESCAPED.sub(rb'\1""', data), True


def by_delimiter(data: bytes) -> tuple[bytes, bool]:
    r"""Return a table whose columns are set apart by blanks with tabs between them, and whether it was one.

    It is one where no delimiter occurs, blanks come in runs (or before the first column), and nearly every
    line has as many fields as the header: parted at any run of blanks, else at runs of two or more.

    Examples
    --------
    >>> by_delimiter(b" id   date\n  1   1997-01-02\n 10   1997-01-03\n")
    (b'id\tdate\n1\t1997-01-02\n10\t1997-01-03\n', True)
    """
    sample = data[:SAMPLE]
    lines = [line for line in sample.splitlines()[: LINES + 1] if line.strip()]
    lines = lines[:-1] if len(sample) == SAMPLE and len(lines) > 1 else lines
    if len(lines) < 2 or any(mark in sample for mark in (b"\t", b";", b"|", b'"')):
        return data, False
    if sum(b"  " in line.strip() or line[:1] == b" " for line in lines) < 0.5 * len(lines):
        return data, False
    for gap in (rb" +", rb" {2,}"):
        widths = Counter(len(re.split(gap, line.strip())) for line in lines)
        width, count = widths.most_common(1)[0]
        commas = sum(line.count(b",") == lines[0].count(b",") > 0 for line in lines)
        if width > 1 and count >= 0.95 * len(lines) and len(re.split(gap, lines[0].strip())) == width:
            if commas == len(lines):
                return data, False  # a CSV with blanks behind its commas
            stripped = re.sub(rb"(?m)^ +| +(?=\r?$)", b"", data)
            return re.sub(gap, b"\t", stripped), True
    return data, False
