"""Lesson 8: a SWOT analysis from evidence."""
