"""Loaders: files as they come, table contracts, the data pot, redaction."""

from .bundled import bundled_pots
from .check import CheckFinding, PotCheck
from .customers.profiles import customer_profiles
from .datapot import DataPot
from .draft import PotDraft, Proposal, init_pot, proposal
from .files import ReadLog
from .formats import detect, read
from .formats.sql import query_limit
from .opening import open_pot
from .pot.role import Role
from .privacy import known_people, pseudonymise, quotable, redact, suppress, suppress_like

__all__ = [
    "CheckFinding",
    "DataPot",
    "PotCheck",
    "PotDraft",
    "Proposal",
    "ReadLog",
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
