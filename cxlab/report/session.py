"""What the report that is being written has found so far."""

from __future__ import annotations

from collections.abc import Iterable

from ..results import Finding

__all__ = ["begin", "keep", "kept"]

_found: list[Finding] = []


def begin() -> None:
    """Forget what an earlier report in this session found."""
    _found.clear()


def keep(findings: Iterable[Finding]) -> None:
    """Keep findings for the answer; one found again (a cell run twice) replaces what it was."""
    for one in findings:
        _found[:] = [other for other in _found if _subject(other) != _subject(one)]
        _found.append(one)


def kept() -> list[Finding]:
    """Return what was found, in the order in which it was said."""
    return list(_found)


def _subject(one: Finding) -> tuple[str, ...]:
    return one.finding, one.metric, one.dimension, one.group, one.period, one.period_versus
