from .answer import Change, Headline
from .comments import verbatims
from .index import write_index
from .own_names import own_names
from .past import history
from .runs import RunResult, run
from .tables import table
from .templates import (
    copy_template,
    demo_steps,
    find_template,
    fits,
    list_templates,
    missing,
    template_parameters,
)
from .verbs import answer_first, figure, findings, key_figures, leave_out, quotes, record, say, start

__all__ = [
    "Change",
    "Headline",
    "RunResult",
    "answer_first",
    "copy_template",
    "demo_steps",
    "figure",
    "find_template",
    "findings",
    "fits",
    "history",
    "key_figures",
    "leave_out",
    "list_templates",
    "missing",
    "own_names",
    "quotes",
    "record",
    "run",
    "say",
    "start",
    "table",
    "template_parameters",
    "verbatims",
    "write_index",
]
