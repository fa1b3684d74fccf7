"""The sample company: small mechanisms that write raw exports and the truth behind them."""

from .company import Company, simulate
from .write import Written, write_company

__all__ = ["Company", "Written", "simulate", "write_company"]
