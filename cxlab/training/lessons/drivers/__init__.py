"""Lesson 7: what drives satisfaction, and importance against performance."""
