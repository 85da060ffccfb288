"""What came of one film: what is stored, and what its place in the worklist depends on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.export import analysis_record, failure_record
from cxrviewer.study import Analysis, Image
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.extent import involved_shares

_OF_THE_RUN = frozenset({"file", "timings_s", "status", "reason"})
_NO_CLASSIFIER = "no classifier for this kind of picture is installed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one film.

    Attributes
    ----------
    status
        Done, abstained or failed.
    reason, probabilities, involved, warnings
        As in `Case`.
    record
        JSON-ready, as `cxrviewer analyse --json` writes it, without what differs from run to run.
    """

    status: CaseStatus
    reason: str
    record: Mapping[str, object]
    probabilities: Mapping[str, float] = field(default_factory=dict)
    involved: tuple[float, ...] = ()
    warnings: int = 0


def outcome_of(image: Image, analysis: Analysis) -> Outcome:
    """Return what came of a film that was analysed; whatever the models abstain from is abstained."""
    found, abstention = analysis.classification, analysis.abstention
    reason = abstention.reason if abstention else ("" if found else _NO_CLASSIFIER)
    return Outcome(
        status=CaseStatus.ABSTAINED if reason else CaseStatus.DONE,
        reason=reason,
        record=_lasting(analysis_record(image, analysis)),
        probabilities=dict(found.probabilities) if found else {},
        involved=_involved(analysis),
        warnings=len(analysis.quality.warnings) if analysis.quality else 0,
    )


def failure_of(path: Path, error: CxrviewerError) -> Outcome:
    """Return what came of a film that could not be analysed; what no model was made for is abstained."""
    record = failure_record(path, error)
    return Outcome(CaseStatus(str(record["status"])), str(record["reason"]), _lasting(record))


def _lasting(record: Mapping[str, object]) -> dict[str, object]:
    """Return what of a record belongs to the content of the file."""
    return {name: value for name, value in record.items() if name not in _OF_THE_RUN}


def _involved(analysis: Analysis) -> tuple[float, ...]:
    """Return how much of the lungs the likeliest finding involves; empty where that is unknown or normal."""
    found = analysis.classification
    if found is None or found.prediction == "normal":
        return ()
    maps = {heatmap.label: heatmap for heatmap in analysis.heatmaps}
    shown = maps.get(found.prediction)
    return () if shown is None else involved_shares(shown, analysis.lungs.labels)
