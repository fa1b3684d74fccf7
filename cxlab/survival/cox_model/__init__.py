"""Cox regression: which customers leave sooner, and by how much."""
