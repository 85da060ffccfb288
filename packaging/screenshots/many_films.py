"""Pictures of the triage and the training window, on films made of the demo films and on drawn ones."""

from pathlib import Path

import cv2
import numpy as np
import pydicom
from phantoms import write_phantoms
from studio import Studio

from cxrviewer.gui.training.window import Page as TrainingPage
from cxrviewer.gui.triage.batch_state import BatchState
from cxrviewer.gui.triage.window import SIZE as TRIAGE_SIZE
from cxrviewer.gui.triage.window import Page as TriagePage
from cxrviewer.locations import demo_film, resources_folder

_NORMAL = resources_folder() / "demo" / "demo-chest-normal.dcm"
_SIZE = 1180, 760
_TINY = {  # a network that learns drawn films in seconds
    "options": "widths=8+16+24,blocks=1,dropout=0",
    "frame": "film",
    "sizes": "64",
    "epochs": "14",
    "batch": "8",
    "learning_rate": "0.01",
    "patience": "0",
}


def _write_worklist(folder: Path) -> None:
    """Write variants of both demo films, a drawing that is no film, and a file that is cut short."""
    folder.mkdir()
    generator = np.random.default_rng(5)
    for name, film in (("a", demo_film()), ("b", _NORMAL)):
        pixels = pydicom.dcmread(film).pixel_array
        rows, columns = pixels.shape
        for number in range(7):
            turned = cv2.getRotationMatrix2D((columns / 2, rows / 2), generator.uniform(-4, 4), 1.02)
            light = np.clip((pixels / 255) ** generator.uniform(0.75, 1.3) * 255, 0, 255).astype(np.uint8)
            moved = cv2.warpAffine(light, turned, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
            cv2.imwrite(str(folder / f"ward-{name}-{number + 1}.png"), moved)
    whole = (folder / "ward-a-1.png").read_bytes()
    (folder / "ward-c-1.png").write_bytes(whole[: len(whole) // 3])
    cv2.imwrite(str(folder / "ward-c-2.png"), generator.integers(0, 255, (300, 300)).astype(np.uint8))


def take_triage(studio: Studio) -> None:
    """Take the first page of the triage window, and the worklist of what it has sorted."""
    films = studio.folder / "films"
    _write_worklist(films)
    (studio.folder / "priorities.csv").write_text("file,priority\nward-b-2.png,STAT\nward-a-3.png,HIGH\n")
    studio.give("triage_films")
    window = studio.workspace.commands.triage.window
    window.resize(*TRIAGE_SIZE)
    start = window.start
    start.priorities.setText(str(studio.folder / "priorities.csv"))
    start.output.setText(str(studio.folder / "ward-list"))
    start.put_inputs((films,))
    studio.take("triage-start", window)
    start.start.click()
    studio.until(lambda: window.desk.follower.state is BatchState.FINISHED)
    studio.settle()
    window.tabs.setCurrentIndex(TriagePage.WORKLIST)
    window.worklist.table.selectRow(2)
    studio.settle()
    studio.take("triage", window)
    window.close()


def take_training(studio: Studio) -> None:
    """Take the first three pages of a short training on drawn films."""
    data = write_phantoms(studio.folder / "drawn-films", per_label=24).folder
    studio.give("train_models")
    window = studio.workspace.commands.training.window
    window.resize(*_SIZE)
    window.data.put_path(data)
    studio.until(window.data.next.isEnabled)
    window.data.check.click()
    studio.settle()
    studio.take("training-data", window)
    window.data.next.click()
    window.recipe.choose("shipped-cxr4")
    window.recipe.form.put(_TINY)
    window.recipe.name.setText("drawn-films")
    studio.settle()
    studio.take("training-recipe", window)
    window.recipe.start.click()
    studio.until(lambda: len(window.desk.follower.history.epochs) >= int(_TINY["epochs"]) - 3)
    window.tabs.setCurrentIndex(TrainingPage.TRAINING)
    studio.take("training", window)
    studio.until(lambda: window.result.result is not None)
    window.close()
