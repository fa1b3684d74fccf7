"""What a trainer prepares and gathers: a folder per trainee, and their progress files when they come back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..atomic import replace_file
from ..errors import BadFile, BadParameter
from ..language import LANGUAGES
from ..text import Text
from .notebook import write_notebooks
from .progress import FILE, Progress, Trainee, read_progress, start_progress

__all__ = ["Collected", "collect", "name_of", "new_class", "read_class"]

SEEDS = 1000
"""Seeds of a class lie this far from those of the next one."""


@dataclass(frozen=True)
class Collected:
    """Progress files that were found: one per trainee, and what was wrong with the others."""

    progress: tuple[Progress, ...]
    faults: tuple[str, ...]


def new_class(folder: Path, *, trainees: int = 20, seed: int = 1, language: str = "en") -> list[Path]:
    """Write a folder for each trainee: the lessons in their language, and data that nobody else has.

    Parameters
    ----------
    folder : path
        New, or without folders of trainees.
    trainees : int
        Up to 999.
    seed : int
        The same seed gives the same data again; two classes should have different ones.
    language : {"en", "de"}

    Returns
    -------
    list of Path
        ``trainee_01``, ``trainee_02`` ...

    Raises
    ------
    BadParameter
        The number of trainees or the language is not possible.
    BadFile
        There are trainees in the folder already: their progress is not written over.
    """
    if not 1 <= trainees < SEEDS:
        raise BadParameter(Text("trainees: {n}, expected 1 to {most}", n=trainees, most=SEEDS - 1))
    if language not in LANGUAGES:
        raise BadParameter(
            Text("language {found}: expected one of {names}", found=repr(language), names=[*LANGUAGES])
        )
    if any(folder.glob("trainee_*")):
        fault = Text("there are trainees in this folder already; name another one")
        raise BadFile(Text.together([str(folder), fault], ": "))
    width = max(2, len(str(trainees)))
    places = [folder / f"trainee_{number:0{width}}" for number in range(1, trainees + 1)]
    for number, place in enumerate(places, start=1):
        place.mkdir(parents=True)
        if number == 1:
            written = write_notebooks(place, languages=(language,), by_language=False)
        else:
            for path in written:
                shutil.copyfile(path, place / path.name)
        start_progress(place, Trainee(place.name, SEEDS * seed + number, language))
    return places


def collect(places: Iterable[Path], folder: Path) -> Collected:
    """Copy the progress files found below `places` into one folder, one per trainee: the fullest of each.

    Trainees send their file as it is, renamed or in their whole folder; ``.jsonl`` is what they are known by.
    """
    found = read_class(places)
    folder.mkdir(parents=True, exist_ok=True)
    for progress in found.progress:
        _copy(progress, folder / f"{_file_name(progress)}_{progress.trainee.seed}.jsonl")
    return found


def _copy(progress: Progress, target: Path) -> None:
    """Copy a progress file in one step; one collected before stays where it holds more."""
    if target.resolve() == progress.path.resolve():
        return
    if target.is_file():
        before = read_progress(target)
        if name_of(before) == name_of(progress) and len(before.events) > len(progress.events):
            return
    replace_file(target, progress.path.read_bytes())


def read_class(places: Iterable[Path]) -> Collected:
    """Read all progress files below some folders (or files), one per trainee: the fullest of each."""
    fullest: dict[tuple[str, int], Progress] = {}
    faults: list[str] = []
    for path in _files(places):
        progress = read_progress(path)
        if progress.broken:
            faults.append(
                Text(
                    "{path}: {n} line cannot be read",
                    "{path}: {n} lines cannot be read",
                    path=str(path),
                    n=progress.broken,
                )
            )
        if not progress.events and not progress.trainee.name:
            continue
        who = (name_of(progress), progress.trainee.seed)
        if who not in fullest or len(progress.events) > len(fullest[who].events):
            fullest[who] = progress
    return Collected(tuple(fullest[who] for who in sorted(fullest)), tuple(faults))


def _files(places: Iterable[Path]) -> Sequence[Path]:
    files: dict[Path, None] = {}
    for place in places:
        if not place.exists():
            raise BadFile(Text.together([str(place), Text("no such file or directory")], ": "))
        for path in [place] if place.is_file() else sorted(place.rglob("*.jsonl")):
            files[path] = None
    return list(files)


def name_of(progress: Progress) -> str:
    """Return what a trainee is called: by the folder where nobody was named."""
    own = progress.path.parent.name if progress.path.name == FILE else progress.path.stem
    return progress.trainee.name or own


def _file_name(progress: Progress) -> str:
    """Return a name for a file: within the folder, short enough for every disk, and of nobody else."""
    whole = name_of(progress)
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in whole)
    name = name.encode()[:100].decode(errors="ignore")
    if name != whole:  # "a/b" and "a b" are two people
        name += "_" + hashlib.sha256(whole.encode(errors="replace")).hexdigest()[:6]
    return name
