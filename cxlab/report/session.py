"""What the report that is being written has found so far, and whether the place of its answer is kept."""

from __future__ import annotations

from collections.abc import Iterable

from ..results import Finding
from ..results.findings import subject_of

__all__ = ["begin", "has_place", "keep", "keep_place", "kept"]

_found: list[Finding] = []
_place_kept = False


def begin() -> None:
    """Forget what an earlier report in this session found."""
    global _place_kept
    _found.clear()
    _place_kept = False


def keep_place() -> None:
    """Say that the notebook has a place in which the answer can stand."""
    global _place_kept
    _place_kept = True


def has_place() -> bool:
    """Return whether there is a place for the answer already."""
    return _place_kept


def keep(findings: Iterable[Finding]) -> None:
    """Keep findings for the answer; one found again (a cell run twice) replaces what it was."""
    for one in findings:
        _found[:] = [other for other in _found if subject_of(other) != subject_of(one)]
        _found.append(one)


def kept() -> list[Finding]:
    """Return what was found, in the order in which it was said."""
    return list(_found)
