"""Sentiment of texts, learnt per language."""

from .sentiment import Sentiment, sentiment

__all__ = ["Sentiment", "sentiment"]
