"""Why customers leave: incidence by reason, and tests between groups."""
