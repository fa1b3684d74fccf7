from .alerts import Alert, alerts_of
from .batches import run_batch, would_run
from .manifest import Manifest, RunRecord, read_manifest
from .plan import Plan, PlannedRun, read_plan
from .progress import Progress
from .steps_batch import run_steps

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
    "run_steps",
    "would_run",
]
