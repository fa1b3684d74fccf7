"""The voice of the customer: what free texts in German and English are about, and how often."""

from .corpus import Corpus, prepare
from .keyness import keyness
from .near_duplicates import near_duplicates
from .normalise import normalise
from .quotes import representative_quotes
from .topic_compare import topic_compare
from .topics import Topics, topics

__all__ = [
    "Corpus",
    "Topics",
    "keyness",
    "near_duplicates",
    "normalise",
    "prepare",
    "representative_quotes",
    "topic_compare",
    "topics",
]
