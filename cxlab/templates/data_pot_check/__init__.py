"""What the check of a data pot says: each finding with its owner and what to do."""

from .narrative import all_clear, findings, headline, nothing_to_do

__all__ = ["all_clear", "findings", "headline", "nothing_to_do"]
