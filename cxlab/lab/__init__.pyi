from .exploration import Exploration
from .explorers.nps import explore_nps
from .opened import open

__all__ = ["Exploration", "explore_nps", "open"]
