"""Survival by distribution, beyond the last tenure observed."""
