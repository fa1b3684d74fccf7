"""What the figures say, in words: tidy frame in, safe HTML sentences out, in the current language.

One module per template. Numbers come from the frames; values from the data are escaped by ``Markup.format``.
"""
