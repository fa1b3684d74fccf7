"""The data pot: what pot.yml may say, and its tables as they are read by it."""
