"""Lessons in CX methods: notebooks with exercises, the checker, and what trainers need for a class.

In a notebook: ``from cxlab.training import check, hint, lesson_data, solution``.
"""

from .checker import Verdict, check, hint, lesson_data, solution
from .exercise import Exercise, Misconception

__all__ = ["Exercise", "Misconception", "Verdict", "check", "hint", "lesson_data", "solution"]
