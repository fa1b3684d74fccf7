"""Industries: one file of defaults each, with the reason for every value."""

from .profile import FOLDER, IndustryProfile, industries, industry_profile

__all__ = ["FOLDER", "IndustryProfile", "industries", "industry_profile"]
