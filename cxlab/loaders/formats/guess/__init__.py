"""What a file could be in a data pot, guessed from names, questions and values."""

from .proposal import Proposal, proposal

__all__ = ["Proposal", "proposal"]
