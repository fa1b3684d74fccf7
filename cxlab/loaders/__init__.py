"""Loaders: files as they come, table contracts, the data pot, redaction."""

from .bundled import bundled_pots
from .check import PotCheck
from .draft import PotDraft, init_pot
from .files import Reading
from .formats import Proposal, detect, proposal, read
from .formats.sql import query_limit
from .opening import open_pot
from .pot import DataPot, Role
from .privacy import known_people, pseudonymise, quotable, redact, suppress, suppress_like
from .profiles import customer_profiles

__all__ = [
    "DataPot",
    "PotCheck",
    "PotDraft",
    "Proposal",
    "Reading",
    "Role",
    "bundled_pots",
    "customer_profiles",
    "detect",
    "init_pot",
    "known_people",
    "open_pot",
    "proposal",
    "pseudonymise",
    "query_limit",
    "quotable",
    "read",
    "redact",
    "suppress",
    "suppress_like",
]
