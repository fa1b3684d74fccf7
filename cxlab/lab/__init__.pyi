from . import editors
from .exploration import Exploration
from .explorers.complaints import explore_complaints
from .explorers.drivers import explore_drivers
from .explorers.funnel import explore_funnel
from .explorers.nps import explore_nps
from .explorers.scorecard import explore_scorecard
from .explorers.survival import explore_survival
from .explorers.texts import explore_texts
from .opened import open

__all__ = [
    "Exploration",
    "editors",
    "explore_complaints",
    "explore_drivers",
    "explore_funnel",
    "explore_nps",
    "explore_scorecard",
    "explore_survival",
    "explore_texts",
    "open",
]
