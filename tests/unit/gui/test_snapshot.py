"""The window's picture and the report where nobody looks."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from cxrviewer.locations import demo_film

REPOSITORY = Path(__file__).resolve().parents[3]
SCRIPT = """
import sys
from pathlib import Path
from cxrviewer.gui.snapshot import save_window_picture
film, folder = Path(sys.argv[1]), Path(sys.argv[2])
raise SystemExit(save_window_picture([film], folder / "window.png", folder / "report.pdf", 100))
"""


def _without_screen() -> dict[str, str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if name not in hidden}


def _snapshot(
    film: Path, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(film), str(folder)],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_both_files_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    done = _snapshot(demo_film(), folder, _without_screen())
    assert done.returncode == 0, done.stderr
    assert cv2.imread(str(folder / "window.png")).shape == (1000, 1600, 3)
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in folder.iterdir()) == ["report.pdf", "window.png"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_a_window_without_a_screen_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cxrviewer"],
        cwd=REPOSITORY,
        env=_without_screen(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("cxrviewer: there is no screen here")
    assert done.stderr.count("\n") == 1


def test_the_panels_are_filled_in_the_picture(tmp_path: Path) -> None:
    _snapshot(demo_film(), tmp_path)
    window = cv2.imread(str(tmp_path / "window.png"), cv2.IMREAD_GRAYSCALE)
    panel = window[140:960, 1220:1560]
    rows_with_text = np.flatnonzero((panel > 90).any(axis=1))
    assert np.diff(rows_with_text).max() < 50


def test_a_report_that_cannot_be_written_ends_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").mkdir()
    done = _snapshot(demo_film(), tmp_path)
    assert done.returncode == 1
    assert "report.pdf" in done.stderr
    assert (tmp_path / "window.png").is_file()


def test_a_film_that_cannot_be_read_ends_in_one_sentence(tmp_path: Path) -> None:
    done = _snapshot(tmp_path / "missing.dcm", tmp_path)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if line.startswith("cxrviewer:")]
    assert len(told) == 1
    assert "missing.dcm" in told[0]
    assert not (tmp_path / "report.pdf").exists()
