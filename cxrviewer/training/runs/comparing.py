"""Two or more runs film by film."""

from collections.abc import Sequence

from cxrviewer.training.evaluation.comparison import compare, read_evaluated
from cxrviewer.training.evaluation.comparison_schema import Comparison
from cxrviewer.training.runs.summary import RunSummary


def compare_films(runs: Sequence[RunSummary]) -> Comparison | None:
    """Compare the evaluations in the runs' folders film by film; None where a run has none.

    Raises
    ------
    DataError
        If they cannot be compared (see `compare`).
    """
    folders = [run.evaluation for run in runs]
    evaluated = [
        read_evaluated(folder, run.record.name)
        for folder, run in zip(folders, runs, strict=True)
        if folder is not None
    ]
    return compare(evaluated) if len(evaluated) == len(runs) else None
