from .alerts import Alert, alerts_of
from .manifest import Manifest, RunRecord, read_manifest
from .plan import Plan, PlannedRun, read_plan
from .progress import Progress
from .run_batch import run_batch, would_run

__all__ = [
    "Alert",
    "Manifest",
    "Plan",
    "PlannedRun",
    "Progress",
    "RunRecord",
    "alerts_of",
    "read_manifest",
    "read_plan",
    "run_batch",
    "would_run",
]
