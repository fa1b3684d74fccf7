"""Drivers: what moves satisfaction, how much a point more is worth, and where inside and outside disagree."""

from .importance_performance import importance_performance
from .key_drivers import KeyDrivers, key_drivers

__all__ = ["KeyDrivers", "importance_performance", "key_drivers"]
