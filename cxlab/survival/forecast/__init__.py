"""Who is next, why, and how good such a forecast is."""
