from .table import table
from .verbs import figure, key_figures, quotes, record, say, start

__all__ = [
    "figure",
    "key_figures",
    "quotes",
    "record",
    "say",
    "start",
    "table",
]
