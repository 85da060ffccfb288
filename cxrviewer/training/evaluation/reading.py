"""The figures of an evaluation, read again without anything that measures."""

from pathlib import Path
from typing import Final

from cxrviewer.errors import DataError
from cxrviewer.training.evaluation.schema import Evaluation

METRICS: Final = "metrics.json"


def read_evaluation(folder: Path) -> Evaluation:
    """Read the figures of an evaluation.

    Raises
    ------
    DataError
        If the folder holds none that this version of the program can read.
    """
    file = folder / METRICS
    try:
        return Evaluation.model_validate_json(file.read_bytes())
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise DataError(f"{file}: is no evaluation of schema version 1") from error
