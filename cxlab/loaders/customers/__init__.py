"""Customers: which one a row belongs to, what was known of each on a day, which columns tell who left."""
