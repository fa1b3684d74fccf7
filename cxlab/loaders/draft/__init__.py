"""The draft of a pot.yml: what a folder of files could mean, and what only a person can answer."""

from .draft import PotDraft, init_pot
from .proposal import proposal
from .proposed import Proposal

__all__ = ["PotDraft", "Proposal", "init_pot", "proposal"]
