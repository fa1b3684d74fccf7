"""A trainee's folder: who they are, the seed of their data, and what they have tried, kept in one file there.

Each event is a line that is appended in one piece, so that two notebooks may write at once and nothing is
lost when a kernel dies. Answers are not kept, only how they were judged.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FILE", "Event", "Progress", "Trainee", "find_progress", "read_progress", "start_progress"]

FILE = "training_progress.jsonl"
UPWARDS = 3
"""How many folders above a notebook the file is looked for."""

DEFAULT_SEED = 1


@dataclass(frozen=True)
class Trainee:
    """Who works in a folder."""

    name: str = ""
    seed: int = DEFAULT_SEED
    language: str = "en"


@dataclass(frozen=True)
class Event:
    """Something a trainee did: "check" with how it was judged, "hint" or "solution"."""

    at: str
    kind: str
    exercise: str
    state: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Progress:
    """A trainee's folder with all that happened there; `broken` lines could not be read."""

    path: Path
    trainee: Trainee
    events: tuple[Event, ...]
    broken: int = 0

    def of(self, exercise: str, kind: str = "") -> list[Event]:
        """Return the events of an exercise, of one kind or all."""
        return [event for event in self.events if event.exercise == exercise and kind in ("", event.kind)]

    def add(self, kind: str, exercise: str, state: str = "", misconception: str = "") -> None:
        """Append an event.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        told = {"at": now, "kind": kind, "exercise": exercise, "state": state, "misconception": misconception}
        _append(self.path, {name: value for name, value in told.items() if value})


def find_progress(folder: Path | None = None) -> Progress:
    """Return the progress of the folder a notebook runs in, or of the nearest above it that has any."""
    here = (folder or Path.cwd()).resolve()
    for place in (here, *list(here.parents)[:UPWARDS]):
        if (place / FILE).is_file():
            return read_progress(place / FILE)
    return Progress(here / FILE, Trainee(), ())


def start_progress(folder: Path, trainee: Trainee) -> Path:
    """Write the file of a new trainee; one that is there stays as it is.

    Returns
    -------
    Path
    """
    path = folder / FILE
    if not path.exists():
        told = {"trainee": trainee.name, "seed": trainee.seed, "language": trainee.language}
        _append(path, told)
    return path


def read_progress(path: Path) -> Progress:
    """Read the file of a trainee; lines that are no events are counted, not believed."""
    trainee, events, broken = Trainee(), [], 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        told = _object(line)
        if told is None:
            broken += bool(line.strip())
        elif "seed" in told:
            trainee = _trainee(told)
        elif isinstance(told.get("exercise"), str) and told.get("kind") in ("check", "hint", "solution"):
            events.append(Event(**dict(_texts(told))))
        else:
            broken += 1
    return Progress(path, trainee, tuple(events), broken)


def _trainee(told: dict[str, Any]) -> Trainee:
    seed = told["seed"] if type(told["seed"]) is int and told["seed"] >= 0 else DEFAULT_SEED
    language = "de" if told.get("language") == "de" else "en"
    return Trainee(str(told.get("trainee", "")), seed, language)


def _texts(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "at", str(told.get("at", ""))
    for name in ("kind", "exercise", "state", "misconception"):
        yield name, str(told.get(name, ""))


def _object(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):  # the second of brackets without end
        return None
    return told if isinstance(told, dict) else None


def _append(path: Path, told: dict[str, Any]) -> None:
    line = (json.dumps(told, ensure_ascii=False) + "\n").encode()
    # One write at the end of the file: lines of two notebooks never mix.
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)
