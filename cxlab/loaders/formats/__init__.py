"""Vendor formats: which tool wrote a file, and what its header, codes and columns mean."""

from .reader import detect, read
from .registry import names

__all__ = ["detect", "names", "read"]
