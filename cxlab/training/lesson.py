"""A lesson as it is written: one file, `lesson.md`, for both languages and all editions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from ..errors import BadFile, UnknownName
from ..language import LANGUAGES
from ..text import Text
from .exercise import Exercise

__all__ = [
    "KINDS",
    "Block",
    "Lesson",
    "exercises_of",
    "find_lesson",
    "in_language",
    "lesson_names",
    "lessons",
]

FOLDER = Path(__file__).parent / "lessons"
KINDS = ("text", "code", "exercise", "discussion", "pitfalls", "summary", "trainer")
PARTS = ("start", "solution")
HEAD = ("lesson", "name", "title", "minutes", "goals")
BEGINS = re.compile(r"^=== (\w+)(?: (.+))?$")
PART = re.compile(r"^\[(\w+)\]$")
BY_LANGUAGE = re.compile(r"\{\{([^{}|]*)\|([^{}|]*)\}\}")


@dataclass(frozen=True)
class Block:
    """A part of a lesson: prose by language, code, or both for an exercise."""

    kind: str
    name: str
    parts: dict[str, str]
    slide: bool
    line: int

    def prose(self, language: str) -> str:
        """Return the words in a language."""
        return self.parts[language]

    def code(self, part: str, language: str) -> str:
        """Return a piece of code ("code", "start", "solution"), with the words of a language."""
        return in_language(self.parts[part], language)


@dataclass(frozen=True)
class Lesson:
    """A lesson with its blocks in order."""

    number: int
    name: str
    title: dict[str, str]
    minutes: int
    goals: dict[str, list[str]]
    blocks: tuple[Block, ...]

    def exercise_names(self) -> list[str]:
        """Return the exercises in their order."""
        return [block.name for block in self.blocks if block.kind == "exercise"]

    def block_of(self, exercise: str) -> Block:
        """Return the block of an exercise."""
        for block in self.blocks:
            if block.kind == "exercise" and block.name == exercise:
                return block
        raise UnknownName(Text("exercise"), exercise, self.exercise_names())


def lesson_names() -> list[str]:
    """Return the names of all lessons, sorted."""
    return sorted(path.parent.name for path in FOLDER.glob("*/lesson.md"))


def lessons() -> list[Lesson]:
    """Return all lessons by their number.

    Examples
    --------
    >>> [lesson.name for lesson in lessons() if lesson.number == 2]
    ['nps']
    """
    return sorted((find_lesson(name) for name in lesson_names()), key=lambda lesson: lesson.number)


@cache
def find_lesson(name: str) -> Lesson:
    """Return the lesson of that name.

    Raises
    ------
    UnknownName
        There is none.
    BadFile
        Its file is not written as docs/training.md says.
    """
    if name not in lesson_names():
        raise UnknownName(Text("lesson"), name, lesson_names())
    path = FOLDER / name / "lesson.md"
    return read_lesson(path.read_text(encoding="utf-8"), str(path))


def exercises_of(lesson: str) -> dict[str, Exercise]:
    """Return the exercises of a lesson by their names."""
    found = import_module(f"cxlab.training.lessons.{find_lesson(lesson).name}.exercises").EXERCISES
    return {exercise.name: exercise for exercise in found}


def in_language(source: str, language: str) -> str:
    """Return code with the words of one language, which it writes ``{{English|German}}``.

    Examples
    --------
    >>> in_language('title = "{{Scores|Noten}}"', "de")
    'title = "Noten"'
    """
    return BY_LANGUAGE.sub(lambda found: found[1 + LANGUAGES.index(language)], source)


def read_lesson(source: str, place: str = "lesson.md") -> Lesson:
    """Read the text of a `lesson.md`.

    Raises
    ------
    BadFile
        With the line and what was expected there.
    """
    lines = source.splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        raise _fault(place, 1, Text("expected the head of the lesson between two lines ---"))
    end = lines.index("---", 1)
    head = yaml.safe_load("\n".join(lines[1:end])) or {}
    if lacking := [name for name in HEAD if name not in head]:
        raise _fault(place, 1, Text("the head lacks {names}", names=lacking))
    blocks = tuple(_blocks(lines, end + 1, place))
    return Lesson(
        int(head["lesson"]), head["name"], head["title"], int(head["minutes"]), head["goals"], blocks
    )


def _blocks(lines: list[str], first: int, place: str) -> Iterator[Block]:
    starts = [at for at in range(first, len(lines)) if lines[at].startswith("===")]
    for at, until in zip(starts, [*starts[1:], len(lines)], strict=True):
        found = BEGINS.match(lines[at])
        if not found or found[1] not in KINDS:
            raise _fault(place, at + 1, Text("expected === and one of {names}", names=[*KINDS]))
        kind, name = found[1], found[2] or ""
        slide = name.split()[-1:] == ["slide"]
        name = " ".join(name.split()[:-1]) if slide else name
        parts = _parts(lines[at + 1 : until], code=kind == "code")
        if lacking := [part for part in _needed(kind) if not parts.get(part)]:
            raise _fault(place, at + 1, Text("{kind} lacks {names}", kind=kind, names=lacking))
        yield Block(kind, name, parts, slide, at + 1)


def _needed(kind: str) -> tuple[str, ...]:
    if kind == "code":
        return ("code",)
    return (*LANGUAGES, *PARTS) if kind == "exercise" else LANGUAGES


def _parts(lines: list[str], *, code: bool) -> dict[str, str]:
    if code:
        return {"code": "\n".join(lines).strip("\n")}
    parts: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        found = PART.match(line)
        if found and found[1] in (*LANGUAGES, *PARTS):
            current = parts.setdefault(found[1], [])
        else:
            current.append(line)
    return {name: "\n".join(text).strip("\n") for name, text in parts.items()}


def _fault(place: str, line: int, fault: Any) -> BadFile:
    return BadFile(Text("{place}, line {line}: {fault}", place=place, line=line, fault=fault))
