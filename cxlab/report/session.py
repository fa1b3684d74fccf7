"""What the report that is being written has found so far."""

from __future__ import annotations

from collections.abc import Iterable

from ..results import Finding

__all__ = ["begin", "currency", "keep", "kept"]

_found: list[Finding] = []
_currency = ""


def begin(*, currency: str = "") -> None:
    """Forget what an earlier report in this session found; amounts are in `currency` (EUR) from here on."""
    global _currency
    _found.clear()
    _currency = currency


def currency() -> str:
    """Return what the report's amounts are counted in; nothing where nobody has said it."""
    return _currency


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
