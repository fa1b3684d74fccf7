from .answer import Headline
from .attachments import attach
from .change import Change
from .comments import customer_comments, verbatims
from .folder import FolderReports, folder_reports, report_folder
from .index import write_index
from .kpi_rows import KpiRow
from .notebook import answer_first, figure, findings, key_figures, leave_out, quotes, record, say, start
from .own_names import own_names
from .run_history import findings_history, history, kpi_history
from .runs import RunResult, run
from .steps import Step, demo_steps, run_step
from .tables import table
from .template_list import (
    copy_template,
    find_template,
    fits,
    list_templates,
    missing,
    template_parameters,
)

__all__ = [
    "Change",
    "FolderReports",
    "Headline",
    "KpiRow",
    "RunResult",
    "Step",
    "answer_first",
    "attach",
    "copy_template",
    "customer_comments",
    "demo_steps",
    "figure",
    "find_template",
    "findings",
    "findings_history",
    "fits",
    "folder_reports",
    "history",
    "key_figures",
    "kpi_history",
    "leave_out",
    "list_templates",
    "missing",
    "own_names",
    "quotes",
    "record",
    "report_folder",
    "run",
    "run_step",
    "say",
    "start",
    "table",
    "template_parameters",
    "verbatims",
    "write_index",
]
