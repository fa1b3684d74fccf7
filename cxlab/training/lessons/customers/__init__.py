"""Lesson 1: who is a customer, the data pot, and who owns what."""
