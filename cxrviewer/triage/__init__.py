"""Many films -> a worklist sorted by urgency: discover, analyse, store, rank."""

from cxrviewer.triage.case import Case, CaseStatus
from cxrviewer.triage.policy import Policy, read_policy
from cxrviewer.triage.urgency import Ranked, urgency

__all__ = ["Case", "CaseStatus", "Policy", "Ranked", "read_policy", "urgency"]
