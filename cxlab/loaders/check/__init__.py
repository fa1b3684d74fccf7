"""The check of a pot: what to know of its data before trusting a figure from it."""

from .check import PotCheck, check_pot
from .finding import CheckFinding

__all__ = ["CheckFinding", "PotCheck", "check_pot"]
