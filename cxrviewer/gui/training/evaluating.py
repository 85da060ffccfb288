"""Measures a model as `cxrviewer evaluate` does, in a process of its own, and reads what it wrote."""

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.card import Card
from cxrviewer.inference.package import read_package
from cxrviewer.jobs import JobContext
from cxrviewer.locations import child_environment, own_command
from cxrviewer.training.evaluation.gallery_files import FOLDER as GALLERY
from cxrviewer.training.evaluation.gallery_files import WorstFilm, read_gallery
from cxrviewer.training.evaluation.reading import METRICS, read_evaluation
from cxrviewer.training.evaluation.schema import Evaluation
from cxrviewer.training.runs.record import read_record

FOLDER = "evaluation"
VALIDATION, TEST = "validation", "test"
_LOOK_S = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """A model measured in full on one side of its split.

    Attributes
    ----------
    folder
        Of the evaluation, with its reports.
    evaluation
        Every figure.
    worst
        The films that it is most wrong about.
    pictures
        Their JPEG files; of an evaluation without pictures, empty ones.
    """

    folder: Path
    evaluation: Evaluation
    worst: tuple[WorstFilm, ...]
    pictures: tuple[bytes, ...]


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
    sides
        Sides of its split that it can be measured on: `VALIDATION` and, where a source was held out, `TEST`.
    measured
        The sides that it was measured on in full.
    """

    run: Path
    package: Path
    card: Card
    data: Path
    sides: tuple[str, ...]
    measured: Mapping[str, Measured]


def evaluation_folder(run: Path, side: str) -> Path:
    """Return where the evaluation of a run on one side of its split lies."""
    return run / FOLDER if side == VALIDATION else run / FOLDER / side


def read_result(run: Path, package: Path, context: JobContext) -> Result:
    """Read what came out of a training.

    Raises
    ------
    CxrviewerError
        If the run, the package or an evaluation is damaged.
    """
    context.checkpoint()
    record = read_record(run)
    sides = (VALIDATION, *((TEST,) if record.split.films.get(TEST) else ()))
    folders = {side: evaluation_folder(run, side) for side in sides}
    measured = {
        side: _read_measured(folder) for side, folder in folders.items() if (folder / METRICS).is_file()
    }
    return Result(run, package, read_package(package).card, Path(record.data), sides, measured)


def _read_measured(folder: Path) -> Measured:
    evaluation = read_evaluation(folder)
    worst = read_gallery(folder)
    if worst:
        pictures = tuple((folder / GALLERY / one.picture).read_bytes() for one in worst)
    else:
        found = evaluation.classes or evaluation.lungs
        worst = tuple(WorstFilm(file=file, lines=(), picture="") for file in (found.worst if found else ()))
        pictures = (b"",) * len(worst)
    return Measured(folder, evaluation, worst, pictures)


def measure(result: Result, side: str, context: JobContext, *, controls: bool) -> Result:
    """Measure the model on films that did not train it.

    Parameters
    ----------
    result
        What came out so far.
    side
        One of its sides.
    context
        Ends the measuring when it is cancelled.
    controls
        Whether each film is read with its lungs blanked, and with all else blanked, as well.

    Raises
    ------
    CxrviewerError
        With the last words of the process, if it does not come to its end.
    """
    context.progress(0, f"Measuring the model on the films of the {side} side")
    folder = evaluation_folder(result.run, side)
    arguments = ["evaluate", str(result.package), str(result.data), "--output", str(folder), "--subset", side]
    arguments += ["--controls"] if controls else []
    with tempfile.TemporaryFile() as console:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            [*own_command(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=console,
            env=child_environment(),
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
    return read_result(result.run, result.package, context)


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """End the process if what goes on meanwhile is cancelled."""
    try:
        yield
    except BaseException:
        process.terminate()
        process.wait()
        raise
