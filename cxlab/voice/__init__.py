"""The voice of the customer: what free texts in German and English are about, and how often."""

from .coding import (
    Code,
    CodeFrame,
    Coding,
    code_compare,
    code_pot_texts,
    code_texts,
    coder_agreement,
    draft_code_frame,
    load_code_frame,
)
from .corpus import Corpus, prepare
from .keyness import keyness
from .near_duplicates import near_duplicates
from .normalise import normalise
from .questions import contact_questions, questions_by_touchpoint, recurring_questions
from .quotes import representative_quotes
from .sentiment import Sentiment, sentiment
from .topic_compare import topic_compare
from .topics import Topics, topics

__all__ = [
    "Code",
    "CodeFrame",
    "Coding",
    "Corpus",
    "Sentiment",
    "Topics",
    "code_compare",
    "code_pot_texts",
    "code_texts",
    "coder_agreement",
    "contact_questions",
    "draft_code_frame",
    "keyness",
    "load_code_frame",
    "near_duplicates",
    "normalise",
    "prepare",
    "questions_by_touchpoint",
    "recurring_questions",
    "representative_quotes",
    "sentiment",
    "topic_compare",
    "topics",
]
