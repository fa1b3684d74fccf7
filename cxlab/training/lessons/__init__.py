"""One folder per lesson: its text in both languages, the data it makes, its exercises."""
