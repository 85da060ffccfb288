"""A package checked from end to end: card, hashes, weights, golden output, agreement of both runtimes."""

from pathlib import Path

import numpy as np

from cxrviewer.errors import ModelError
from cxrviewer.inference.golden import golden_batch
from cxrviewer.inference.package import read_package
from cxrviewer.inference.sessions import OnnxSession, TorchSession, check_golden

AGREEMENT = 1e-4  # of the largest logit, where that is greater than 1


def verify_package(folder: Path) -> float:
    """Check a package.

    Returns
    -------
    float
        The largest difference between the logits of ONNX Runtime and torch on the golden picture.

    Raises
    ------
    ModelError
        With what is wrong.
    """
    package = read_package(folder)
    sessions = (OnnxSession(package), TorchSession(package, "cpu"))
    for session in sessions:
        check_golden(package, session)
    batch = golden_batch(package.card.input)
    first, second = (session.run(batch).logits for session in sessions)
    gap = float(np.abs(first - second).max())
    if not gap <= AGREEMENT * max(1.0, float(np.abs(second).max())):
        raise ModelError(folder, f"answers differently in ONNX Runtime and torch (by {gap:.1e})")
    return gap
