"""Loaders: files as they come, table contracts, the data pot, redaction."""

from .pot import DataPot, Role, open_pot

__all__ = ["DataPot", "Role", "open_pot"]
