"""The window may be closed at any moment."""

import subprocess
import sys
from pathlib import Path

import pytest

from cxrviewer.locations import demo_film

REPOSITORY = Path(__file__).resolve().parents[3]

CLOSE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from cxrviewer.gui.app import application, make_window
app = application()
film, settings, delays = Path(sys.argv[1]), Path(sys.argv[2]), [int(text) for text in sys.argv[3:]]
for delay in delays:
    window = make_window([film, film.with_name("missing.dcm")], settings)
    window.show()
    QTimer.singleShot(delay, window.close)
    app.exec()
print("closed", len(delays))
"""


def _close(tmp_path: Path, *delays: int) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        "-c",
        CLOSE,
        str(demo_film()),
        str(tmp_path / "settings.json"),
    ]
    return subprocess.run(
        [*command, *map(str, delays)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("times", [7, pytest.param(20, marks=pytest.mark.slow)])
def test_closing_again_and_again_during_work_ends_well(tmp_path: Path, times: int) -> None:
    done = _close(tmp_path, *(400 * number // times for number in range(times)))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["closed", str(times)]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("delay", [0, 400, 700, 1000])
def test_the_process_ends_well_whenever_it_is_closed(tmp_path: Path, delay: int) -> None:
    done = _close(tmp_path, delay)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
