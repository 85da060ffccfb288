"""What runs in processes of its own: the window, and a worker of a triage."""

import subprocess
from functools import partial
from pathlib import Path

from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.locations import child_environment, demo_film, models_folder, own_command
from cxrviewer.readers import read_image
from cxrviewer.self_test.check import Check
from cxrviewer.self_test.record import SelfTestError
from cxrviewer.triage import read_policy
from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.local_engine import LocalEngine
from cxrviewer.triage.running import Order, run_batch
from cxrviewer.triage.work import Equipment

_LIMIT_S = 600.0
_HIDDEN = {"QT_QPA_PLATFORM": "offscreen"}


def checks(folder: Path) -> list[Check]:
    """Return the checks; files are written to `folder`."""
    return [
        Check("window", partial(_window, folder / "window")),
        Check("triage in a worker process", partial(_triage, folder / "batch")),
    ]


def _window(folder: Path) -> str:
    """Let the window open off screen on the demo film, analyse it, and save its picture and the report."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [*own_command(), "snapshot", str(demo_film()), "--output", str(folder)],
        env=child_environment() | _HIDDEN,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_LIMIT_S,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise SelfTestError(
            f"the window ended with status {done.returncode}{': ' + said[-1] if said else ''}"
        )
    picture = read_image(folder / "window.png").pixels
    if int(picture.max()) - int(picture.min()) < 100 or not (folder / "report.pdf").read_bytes().startswith(
        b"%PDF-"
    ):
        raise SelfTestError("the window's picture or its report is empty")
    return f"opened off screen, {picture.shape[1]} x {picture.shape[0]} pixels, with the analysis"


def _triage(folder: Path) -> str:
    """Analyse the demo film in a process as triage starts it."""
    equipment = Equipment(Catalogue(models_folder()))
    entries = run_batch(
        Order((demo_film(),), folder, read_policy()), LocalEngine(equipment, 1), lambda _event: None
    )
    if [entry.film.case.status for entry in entries] != [CaseStatus.DONE]:
        reasons = ", ".join(entry.film.case.reason for entry in entries)
        raise SelfTestError(f"the triage of the demo film fails ({reasons or 'no film'})")
    return f"{demo_film().name} is in the worklist"
