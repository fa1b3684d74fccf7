"""The voice of the customer: what free texts in German and English are about, and how often."""

from .coding import (
    Code,
    CodeFrame,
    Coding,
    code_texts,
    coder_agreement,
    draft_code_frame,
    load_code_frame,
)
from .corpus import Corpus, prepare
from .normalise import normalise

__all__ = [
    "Code",
    "CodeFrame",
    "Coding",
    "Corpus",
    "code_texts",
    "coder_agreement",
    "draft_code_frame",
    "load_code_frame",
    "normalise",
    "prepare",
]
