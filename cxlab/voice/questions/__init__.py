"""Questions that customers ask again and again."""

from .recurring import recurring_questions

__all__ = ["recurring_questions"]
