"""What a scorecard says: a row per KPI, findings with their evidence, titles.

Frames are those of the room `cxlab.scorecard`; one that is empty stands for data the pot does not have:
nothing is said then.
"""

from .captions import channels_title, history_title, labels, targets_of, units
from .channels import channel_findings, telling_channels
from .definitions import definitions
from .findings import kpi_findings, target_findings
from .headline import headline, headline_metric, recorded
from .lacking import lacking
from .late import late_finding
from .measures import caution, measure_findings

__all__ = [
    "caution",
    "channel_findings",
    "channels_title",
    "definitions",
    "headline",
    "headline_metric",
    "history_title",
    "kpi_findings",
    "labels",
    "lacking",
    "late_finding",
    "measure_findings",
    "recorded",
    "target_findings",
    "targets_of",
    "telling_channels",
    "units",
]
