"""The check of a pot: what to know of its data before trusting a figure from it."""

from .check import PotCheck, check_pot

__all__ = ["PotCheck", "check_pot"]
