"""Lesson 2: the Net Promoter Score and its uncertainty."""
