"""Editors for what people write into a pot: codes of texts, swot.yml and the five whys.

Each is a core of plain functions that read, change and write a file, and a widget that calls them.
"""
