from . import editors
from .editors.opening import edit_causes, edit_swot, label_texts
from .exploration import Exploration
from .explorers.complaints import explore_complaints
from .explorers.drivers import explore_drivers
from .explorers.funnel import explore_funnel
from .explorers.nps import explore_nps
from .explorers.pot import explore_pot
from .explorers.scorecard import explore_scorecard
from .explorers.survival import explore_survival
from .explorers.texts import explore_texts
from .opened import open

__all__ = [
    "Exploration",
    "edit_causes",
    "edit_swot",
    "editors",
    "explore_complaints",
    "explore_drivers",
    "explore_funnel",
    "explore_nps",
    "explore_pot",
    "explore_scorecard",
    "explore_survival",
    "explore_texts",
    "label_texts",
    "open",
]
