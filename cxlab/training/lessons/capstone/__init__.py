"""Lesson 10: a company that nobody has analysed yet, and findings held against what was planted in it."""
