"""Loaders: files as they come, table contracts, the data pot, redaction."""

from .bundled import bundled_pots
from .check import PotCheck
from .files import Reading
from .formats import detect, read
from .pot import DataPot, Role, open_pot
from .privacy import k_rule, redact

__all__ = [
    "DataPot",
    "PotCheck",
    "Reading",
    "Role",
    "bundled_pots",
    "detect",
    "k_rule",
    "open_pot",
    "read",
    "redact",
]
