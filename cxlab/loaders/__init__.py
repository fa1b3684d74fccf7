"""Loaders: files as they come, table contracts, the data pot, redaction."""

from .files import Reading, read
from .pot import DataPot, Role, open_pot

__all__ = ["DataPot", "Reading", "Role", "open_pot", "read"]
