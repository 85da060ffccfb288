"""Measures a model as `cxrviewer evaluate` does, in a process of its own, and reads what it wrote."""

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.training.child import environment, own_command
from cxrviewer.inference.card import Card
from cxrviewer.inference.package import read_package
from cxrviewer.jobs import JobContext
from cxrviewer.training.evaluation.reading import METRICS, read_evaluation
from cxrviewer.training.evaluation.schema import Evaluation

FOLDER = "evaluation"
_LOOK_S = 0.2


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of a training.

    Attributes
    ----------
    run, package
        Folders of the run and of the model package.
    card
        What the package says of itself, with the figures that were measured when it was made.
    data
        The data set of the run.
    evaluation
        Every figure; None while it was not measured in full.
    """

    run: Path
    package: Path
    card: Card
    data: Path
    evaluation: Evaluation | None

    @property
    def folder(self) -> Path:
        """Folder of the evaluation."""
        return self.run / FOLDER


def read_result(run: Path, package: Path, data: Path, context: JobContext) -> Result:
    """Read what came out of a training.

    Raises
    ------
    CxrviewerError
        If the package or the evaluation is damaged.
    """
    context.checkpoint()
    card = read_package(package).card
    measured = (run / FOLDER / METRICS).is_file()
    return Result(run, package, card, data, read_evaluation(run / FOLDER) if measured else None)


def measure(result: Result, context: JobContext) -> Result:
    """Measure the model on the films that its own split kept back.

    Raises
    ------
    CxrviewerError
        With the last words of the process, if it does not come to its end.
    """
    context.progress(0, "Measuring the model on the films that did not train it")
    arguments = ("evaluate", str(result.package), str(result.data), "--output", str(result.folder))
    with tempfile.TemporaryFile() as console:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            [*own_command(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=console,
            env=environment(),
        )
        with _ended(process):
            while process.poll() is None:
                context.checkpoint()
                time.sleep(_LOOK_S)
        if process.returncode:
            console.seek(0)
            words = console.read().decode(errors="replace").strip().splitlines()
            raise CxrviewerError(
                words[-1].removeprefix("cxrviewer: ") if words else "the measuring was ended"
            )
    return read_result(result.run, result.package, result.data, context)


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """End the process if what goes on meanwhile is cancelled."""
    try:
        yield
    except BaseException:
        process.terminate()
        process.wait()
        raise
