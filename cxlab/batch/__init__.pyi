from .manifest import Manifest, RunRecord, read_manifest
from .plan import Plan, PlannedRun, read_plan

__all__ = ["Manifest", "Plan", "PlannedRun", "RunRecord", "read_manifest", "read_plan"]
