"""A file of people's, changed by them in an editor: checked, then put in its place in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cxlab.atomic import replace_file
from cxlab.errors import BadPot, system_reason
from cxlab.text import Text

from .commented_yaml import CommentedYaml

__all__ = ["PeopleFile", "write_atomically"]


def write_atomically(path: Path, text: str, check: Callable[[Path], Any] | None = None) -> None:
    """Write a file so that it holds either what it held or all of the text, whenever the machine stops.

    Parameters
    ----------
    path
        The file; what it holds is replaced.
    text
        What it is to hold, with its own line breaks.
    check
        Reads the new file, under the same name in another folder, and raises where it is not right.

    Raises
    ------
    BadPot
        The folder cannot be written to.
    """
    try:
        replace_file(path, text, check=check)
    except OSError as error:
        raise BadPot(
            Text("{name} cannot be written: {reason}", name=path.name, reason=system_reason(error))
        ) from None


@dataclass(frozen=True)
class PeopleFile:
    """A YAML file of people's as it was when it was opened.

    Attributes
    ----------
    path
        Where it lies.
    document
        What it says.
    check
        Reads a file and raises where it does not say what it may; nothing else is ever written.
    found
        The text that was there, None where there was no file.
    """

    path: Path
    document: CommentedYaml
    check: Callable[[Path], Any]
    found: str | None

    @classmethod
    def open(cls, path: Path, check: Callable[[Path], Any], *, empty: str = "") -> PeopleFile:
        """Open a file; where there is none, the first change writes one that begins as `empty` does.

        Raises
        ------
        BadPot
            The file is not right as it is; it has to be mended in a text editor first.
        """
        found = _read(path)
        if found is not None:
            check(path)
        return cls(path, CommentedYaml(empty if found is None else found, path.name), check, found)

    def save(self, document: CommentedYaml) -> PeopleFile:
        """Put a changed document in the place of the file.

        Raises
        ------
        BadPot
            Somebody else has changed the file since it was opened; or the document is not right (with the
            line), and the file stays as it is.
        """
        if _read(self.path) != self.found:
            raise BadPot(
                Text("{name} was changed by somebody else meanwhile; open it again", name=self.path.name)
            )
        write_atomically(self.path, document.text, self.check)
        return replace(self, document=document, found=document.text)


def _read(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise BadPot(Text("{name}: cannot be read as text in UTF-8", name=path.name)) from None
