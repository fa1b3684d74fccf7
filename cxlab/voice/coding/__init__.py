"""Coding of texts: a frame by people, a model that learns from few examples and says when it is not sure."""

from .agreement import coder_agreement
from .code_compare import code_compare
from .code_frame import Code, CodeFrame, draft_code_frame, load_code_frame
from .code_texts import code_texts
from .pot_codes import code_pot_texts
from .result import Coding

__all__ = [
    "Code",
    "CodeFrame",
    "Coding",
    "code_compare",
    "code_pot_texts",
    "code_texts",
    "coder_agreement",
    "draft_code_frame",
    "load_code_frame",
]
