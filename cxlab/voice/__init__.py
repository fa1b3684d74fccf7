"""The voice of the customer: what free texts in German and English are about, and how often."""

from .corpus import Corpus, prepare
from .normalise import normalise

__all__ = ["Corpus", "normalise", "prepare"]
