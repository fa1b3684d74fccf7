from .exploration import Exploration
from .explorers.nps import explore_nps
from .explorers.pot import explore_pot
from .opened import open

__all__ = ["Exploration", "explore_nps", "explore_pot", "open"]
