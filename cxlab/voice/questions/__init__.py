"""Questions that customers ask again and again."""

from .contacts import contact_questions, questions_by_touchpoint
from .recurring import recurring_questions

__all__ = ["contact_questions", "questions_by_touchpoint", "recurring_questions"]
