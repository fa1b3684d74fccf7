"""Lesson 9: from one report to an automated programme."""
