"""What the figures say, in words: tidy frame in, sentences and findings out, in the current language.

One folder per notebook, of the same name. Numbers come from the frames; values from the data are escaped by
``Markup.format``. Nothing is computed here that an analyst could want: that is in the rooms below.
"""
