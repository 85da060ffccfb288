"""The training window opens at once: what only its jobs need is not imported for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]
OPEN = """
import json, sys
from pathlib import Path
from cxrviewer.gui.app import application, make_window

app = application()
window = make_window((), Path(sys.argv[1]))
window.show()
def settle():
    while window.workspace is None or window.workspace.runner.under_way:
        app.processEvents()
settle()
window.action("train_models").trigger()
settle()
training = window.workspace.commands.training.window
for page in range(training.tabs.count()):
    training.tabs.setCurrentIndex(page)
    app.processEvents()
    settle()
print(json.dumps([training.isVisible(), training.training.loss is not None, sorted(sys.modules)]))
window.close()
"""
OF_JOBS = {"torch", "torchvision", "scipy", "sklearn", "skimage", "reportlab", "onnxruntime"}


def test_no_page_imports_what_only_jobs_need(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(tmp_path / "settings.json")],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    visible, curves, loaded = json.loads(done.stdout)
    assert visible
    assert curves
    assert "cxrviewer.gui.training.runs_page" in loaded
    assert OF_JOBS & set(loaded) == set()
