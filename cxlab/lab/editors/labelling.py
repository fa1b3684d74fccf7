"""Coding texts by hand, one after the other: which is next, what was decided, what can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadValue
from cxlab.loaders import redact
from cxlab.text import Text
from cxlab.voice import load_code_frame
from cxlab.voice.coding.code_frame import CODES, CodeFrame
from cxlab.voice.coding.labels_file import LABELS, add_label, fingerprints, read_labels

from .people_file import PeopleFile

__all__ = ["COMMANDS", "Labelling", "start_labelling"]

COMMANDS = {"u": "undo", "s": "skip", "e": "example"}
"""Keys that are no code."""

CODE_KEYS = "1234567890" + "".join(letter for letter in "abcdfghijklmnopqrtvwxyz")


@dataclass
class Labelling:
    """A person's way through texts that are to be coded.

    Attributes
    ----------
    frame
        The codes that there are.
    folder
        Where ``codes.yml`` and ``labels.csv`` lie.
    coder
        Who codes.
    waiting
        Numbers of the texts still to be coded, the next one first.
    done
        What was decided since the start: number of the text and its code.
    """

    frame: CodeFrame
    folder: Path
    coder: str
    texts: list[str]
    text_keys: list[str]
    waiting: list[int]
    coded: int
    redacted: Callable[[str], str]
    done: list[tuple[int, str]] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, str]:
        """Which key stands for which code."""
        return dict(zip(CODE_KEYS, self.frame.names, strict=False))

    @property
    def current(self) -> str | None:
        """The text to be coded now, without what identifies people; None when all are coded."""
        return self.redacted(self.texts[self.waiting[0]]) if self.waiting else None

    @property
    def total(self) -> int:
        """How many different texts there are."""
        return len(self.texts)

    def label(self, code: str) -> None:
        """Give the current text a code; it is on the disk when this returns.

        Raises
        ------
        BadValue
            There is no such code, or no text is left.
        BadFile
            The labels cannot be written; the text stays the current one.
        """
        if code not in self.frame.names:
            raise BadValue(
                Text("there is no code {code}; available: {names}", code=repr(code), names=self.frame.names)
            )
        number = self._next()
        self._write(number, code)
        self.waiting.pop(0)
        self.done.append((number, code))
        self.coded += 1

    def skip(self) -> None:
        """Put the current text to the end.

        Raises
        ------
        BadValue
            No text is left.
        """
        self._next()
        self.waiting.append(self.waiting.pop(0))

    def undo(self) -> None:
        """Take the last code back; its text is the current one again.

        Raises
        ------
        BadValue
            Nothing was coded since the start.
        """
        if not self.done:
            raise BadValue(Text("nothing has been coded yet that could be taken back"))
        number, _code = self.done[-1]
        self._write(number, "")
        self.done.pop()
        self.waiting.insert(0, number)
        self.coded -= 1

    def example(self) -> None:
        """Write the text coded last, redacted, as an example of its code into ``codes.yml``.

        Raises
        ------
        BadValue
            Nothing was coded since the start.
        BadPot
            The text is an example of another code, or ``codes.yml`` cannot be changed; it stays as it is.
        """
        if not self.done:
            raise BadValue(Text("code a text first: the one coded last becomes an example"))
        number, code = self.done[-1]
        self.frame = add_example(self.folder, code, self.redacted(self.texts[number]))

    def press(self, key: str) -> str:
        """Do what a key stands for, and say it: a code, "undo", "skip", "example", or "" for none."""
        if key in self.keys:
            self.label(self.keys[key])
            return self.keys[key]
        command = COMMANDS.get(key, "")
        if command:
            getattr(self, command)()
        return command

    def _next(self) -> int:
        if not self.waiting:
            raise BadValue(Text("all texts are coded"))
        return self.waiting[0]

    def _write(self, number: int, code: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        add_label(self.folder / LABELS, self.text_keys[number], code, coder=self.coder, at=at)


def start_labelling(
    texts: pd.Series | Iterable[object],
    folder: str | Path,
    *,
    coder: str = "",
    first: Iterable[object] = (),
    known: Any = None,
    language: str = "en",
    seed: int = 0,
) -> Labelling:
    """Begin to code texts by hand, or go on where one left off.

    Parameters
    ----------
    texts
        Texts of customers; like ones are asked once.
    folder
        The folder with ``codes.yml``; ``labels.csv`` is written beside it.
    coder
        Who codes: texts that others have coded are asked again, so that agreement can be counted.
    first
        Texts to begin with, such as ``coding.proposals["text"]``; the others follow in random order, so that
        those coded first are a sample of all.
    known
        Names and numbers to redact, from `known_people`.
    language
        Language of the marks that stand for what was redacted.
    seed
        Of the order.

    Raises
    ------
    BadPot
        There is no ``codes.yml``, or it is not right.
    BadValue
        There are more codes than keys.

    Examples
    --------
    >>> import tempfile
    >>> from cxlab.voice.coding.code_frame import draft_code_frame
    >>> folder = tempfile.mkdtemp()
    >>> _ = draft_code_frame(folder, ["billing", "app"])
    >>> work = start_labelling(["The bill is wrong", "It crashes"], folder, coder="EK")
    >>> work.press("1")
    'billing'
    >>> start_labelling(["The bill is wrong", "It crashes"], folder, coder="EK").coded
    1
    """
    frame = load_code_frame(folder)
    if len(frame.names) > len(CODE_KEYS):
        raise BadValue(Text("{n} codes; at most {most} have a key", n=len(frame.names), most=len(CODE_KEYS)))
    given = pd.Series(list(texts), dtype=object)
    keyed = pd.DataFrame({"text": given, "key": fingerprints(given)})
    keyed = keyed[keyed["key"] != ""].drop_duplicates("key").reset_index(drop=True)
    labels = read_labels(Path(folder) / LABELS)
    mine = set(labels.loc[(labels["coder"] == coder) & labels["code"].isin(frame.names), "text_key"])
    rank = {key: place for place, key in enumerate(fingerprints(first))}
    drawn = np.random.default_rng(seed).permutation(len(keyed))
    order = sorted(range(len(keyed)), key=lambda i: (rank.get(keyed["key"][i], len(rank)), drawn[i]))
    waiting = [number for number in order if keyed["key"][number] not in mine]
    return Labelling(
        frame, Path(folder), coder, keyed["text"].tolist(), keyed["key"].tolist(), waiting,
        len(keyed) - len(waiting), lambda text: redact(text, language=language, known=known),
    )  # fmt: skip


def add_example(folder: str | Path, code: str, text: str) -> CodeFrame:
    """Write a text as an example of a code into ``codes.yml``, whose comments and order stay.

    Raises
    ------
    BadPot
        The text stands under another code, or the file cannot be changed; it stays as it is.
    """
    file = PeopleFile.open(Path(folder) / CODES, load_code_frame)
    frame = load_code_frame(folder)
    place = frame.names.index(code)
    held = frame.codes[place].examples
    if text in held:
        return frame
    path = ("codes", place, "examples")
    given = file.document.value["codes"][place].get("examples")
    single = given is not None and not isinstance(given, list)
    document = file.document.set(path, [*held, text]) if single else file.document.append(path, text)
    file.save(document)
    return load_code_frame(folder)
