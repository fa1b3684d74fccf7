"""How long customers stay: curves, medians, rates, cohorts, and tests between groups."""
