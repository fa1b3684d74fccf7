"""causes.yml as people change it in the editor: bones of the fishbone and the whys behind each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cxlab.complaints import load_causes
from cxlab.complaints.root_causes import CAUSES
from cxlab.errors import BadPot
from cxlab.text import Text

from .changed_keys import filled, with_keys
from .people_file import PeopleFile

__all__ = ["add_bone", "add_why", "change_problem", "change_why", "open_causes", "remove_bone", "remove_why"]

Place = tuple[int, ...]
"""Number of a why in its bone, of the why behind it, and so on, from 1, as `RootCauses.walk` counts."""


def open_causes(folder: str | Path, *, problem: str = "") -> PeopleFile:
    """Open ``causes.yml`` of a pot's folder to change it.

    Parameters
    ----------
    folder
        The folder of the pot.
    problem
        What is to be explained, where there is no file yet; the first change writes it.

    Raises
    ------
    BadPot
        The file is not right as it is; or there is none and no problem is named.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> file = add_bone(open_causes(folder, problem="Late bills"), "Process")
    >>> file = add_why(file, 0, (), {"why": "Meters are read late"})
    >>> file = add_why(file, 0, (1,), {"why": "Visits are cancelled", "owner": "Operations"})
    >>> load_causes(folder).table()[["place", "why", "owner"]]
      place                   why       owner
    0     1  Meters are read late
    1   1.1  Visits are cancelled  Operations
    """
    path = Path(folder) / CAUSES
    if not path.exists() and not problem.strip():
        raise BadPot(
            Text("{name}: there is no such file yet; say which problem is to be explained", name=CAUSES)
        )
    empty = yaml.safe_dump({"problem": problem.strip(), "bones": []}, allow_unicode=True, sort_keys=False)
    return PeopleFile.open(path, load_causes, empty=empty)


def change_problem(file: PeopleFile, *, problem: str, owner: str = "") -> PeopleFile:
    """Say anew what is to be explained and who owns it.

    Raises
    ------
    BadPot
        The problem is empty, or the file was changed meanwhile; it stays as it is.
    """
    return file.save(with_keys(file.document, (), {"problem": problem, "owner": owner}))


def add_bone(file: PeopleFile, name: str) -> PeopleFile:
    """Write a further bone.

    Raises
    ------
    BadPot
        It has no name or that of another bone, or the file was changed meanwhile; it stays as it is.
    """
    named = name.strip()
    held = [str(bone["name"]) for bone in file.document.value.get("bones") or []]
    if named.casefold() in {one.strip().casefold() for one in held}:
        raise BadPot(Text("there is a bone {name} already", name=named))
    return file.save(file.document.append(("bones",), {"name": named, "whys": []}))


def remove_bone(file: PeopleFile, bone: int) -> PeopleFile:
    """Take a bone out, with all its whys.

    Raises
    ------
    BadPot
        There is no such bone, or the file was changed meanwhile.
    """
    return file.save(file.document.remove(("bones", bone)))


def add_why(file: PeopleFile, bone: int, behind: Place, values: Mapping[str, Any]) -> PeopleFile:
    """Write a further why: behind another one, or with `behind` empty as a first one of the bone.

    Raises
    ------
    BadPot
        There is no such place, something is not known, the whys go too deep, or the file was changed
        meanwhile; it stays as it is.
    """
    return file.save(file.document.append((*_path(bone, behind), "whys"), filled(values)))


def change_why(file: PeopleFile, bone: int, place: Place, values: Mapping[str, Any]) -> PeopleFile:
    """Change keys of a why (why, status, owner, measure, evidence); an empty value takes a key out.

    Raises
    ------
    BadPot
        As for `add_why`.
    """
    return file.save(with_keys(file.document, _path(bone, place), values))


def remove_why(file: PeopleFile, bone: int, place: Place) -> PeopleFile:
    """Take a why out, with the whys behind it.

    Raises
    ------
    BadPot
        There is no such place, or the file was changed meanwhile.
    """
    path = _path(bone, place)
    alone = len(place) > 1 and file.document.at(path[:-1])[1:] == []
    return file.save(file.document.remove(path[:-1] if alone else path))  # no empty list stays behind


def _path(bone: int, place: Place) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ("bones", bone)
    for number in place:
        path = (*path, "whys", number - 1)
    return path
