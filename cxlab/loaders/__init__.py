"""Loaders: files as they come, table contracts, the data pot, redaction."""

from .bundled import bundled_pots
from .check import PotCheck
from .files import Reading, read
from .pot import DataPot, Role, open_pot
from .privacy import k_rule, redact

__all__ = ["DataPot", "PotCheck", "Reading", "Role", "bundled_pots", "k_rule", "open_pot", "read", "redact"]
