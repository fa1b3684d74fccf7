"""Vendor formats: which tool wrote a file, and what its header, codes and columns mean."""

from .guess import Proposal, proposal
from .reader import detect, read
from .registry import names

__all__ = ["Proposal", "detect", "names", "proposal", "read"]
