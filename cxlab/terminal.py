"""What the command line prints: names and messages are text, never markup or commands to the terminal."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import unicodedata

from rich.console import Console
from rich.text import Text

__all__ = ["CATEGORIES", "legible", "open_streams", "say", "text"]

CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co")
"""Unicode's kinds of characters that nobody sees: they move the cursor, turn the writing round, or hide."""

KEPT = "\n\t\u00ad\u200c\u200d"
"""A line's end, a tab, a soft hyphen and the joiners that some scripts are written with."""

SUSPECT = re.compile(r"[^\n\t\x20-\x7e\xa0-\u024f]")


def legible(value: object) -> str:
    r"""Write out what a terminal would obey, or nobody would see, as an escape.

    Examples
    --------
    >>> legible("r\x1b[2J.csv"), legible("a\u202eb\udcff"), legible("Größe [1]\n")
    ('r\\x1b[2J.csv', 'a\\u202eb\\udcff', 'Größe [1]\n')
    """
    return SUSPECT.sub(lambda found: _seen(found.group()), str(value))


def _seen(letter: str) -> str:
    if letter in KEPT or unicodedata.category(letter) not in CATEGORIES:
        return letter
    return (
        letter.encode("ascii", "backslashreplace").decode() if ord(letter) > 126 else f"\\x{ord(letter):02x}"
    )


def text(value: object, style: str = "") -> Text:
    """Return a text for rich in which square brackets and backslashes are what they are."""
    return Text(legible(value), style=style)


def say(console: Console, *parts: object) -> None:
    """Print parts in one go; only those that are `Text` already may have a style."""
    whole = Text()
    for part in parts:
        whole.append_text(part if isinstance(part, Text) else text(part))
    console.print(whole, soft_wrap=True)


def open_streams() -> None:
    """Write a character that the terminal's encoding lacks as an escape, in place of ending in an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(errors="backslashreplace")
