"""What the report that is being written has found so far."""

from __future__ import annotations

from collections.abc import Iterable

from ..results import Finding, checked_findings, latest

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
    """Keep findings for the answer; one found again (a cell run twice) replaces what it was.

    Raises
    ------
    BadValue
        They cannot be kept, see `cxlab.results.checked_findings`; what was kept before stays.
    """
    _found[:] = checked_findings(latest([*_found, *findings]))


def kept() -> list[Finding]:
    """Return what was found, in the order in which it was said."""
    return list(_found)
