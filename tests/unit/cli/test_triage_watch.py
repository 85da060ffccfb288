"""`cxrviewer triage --watch` as it is typed and ended."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

from phantoms import PhantomSet

REPOSITORY = Path(__file__).resolve().parents[3]


def test_ctrl_c_is_how_it_ends(phantoms: PhantomSet, tiny_models: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "films", tmp_path / "out"
    folder.mkdir()
    shutil.copy(phantoms.films[0], folder / "a.png")
    words = [folder, "--output", out, "--models", tiny_models, "--workers", 1, "--watch", "--settle", 0.2]
    process = subprocess.Popen(
        [sys.executable, "-m", "cxrviewer", "triage", *map(str, words)],
        cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("[1/1]"):
            shutil.copy(phantoms.films[8], folder / "b.png")
        if line.startswith("[2/2]"):
            break
    process.send_signal(signal.SIGINT)
    told, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert told.splitlines()[-1] == f"the worklist: {out / 'worklist.csv'}"
    assert "Traceback" not in err
    listed = (out / "worklist.csv").read_text(encoding="utf-8")
    assert "a.png" in listed
    assert "b.png" in listed
