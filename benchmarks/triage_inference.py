"""What triage adds to networks that take most of the time: a ResNet-50, at 512 and 1024 pixels a side.

`python -m benchmarks.triage_inference [FILMS]`. Gate and lungs are those that ship; the weights of the
classifier are random. Films are of 2000 x 2000. Beside it each core runs the three networks alone, as often.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from benchmarks.triage import draw_films, pure_taken, triage
from cxrviewer.inference.networks import build_network
from cxrviewer.inference.package import newest_package, package_folders, read_package
from cxrviewer.inference.sessions import OnnxSession
from cxrviewer.locations import models_folder
from cxrviewer.training.presets import find_preset

REPOSITORY = Path(__file__).resolve().parent.parent
FILMS = 24
SIDES = (512, 1024)
BOUND_RATIO = 1.1


def write_models(folder: Path, side: int) -> None:
    """Write gate and lungs as they ship, and a large classifier with random weights."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from tiny_models import write_tiny_package

    for task in ("gate", "segment"):
        package = newest_package(models_folder(), task)
        assert package is not None
        shutil.copytree(package.folder, folder / package.folder.name)
    preset = replace(find_preset("paper-a-resnet50"), sizes=(side,), start="")
    torch.manual_seed(0)
    network = build_network(preset.architecture, len(preset.labels), preset.options).eval()
    write_tiny_package(network, preset, folder)


def run_networks(models: Path) -> Callable[[], object]:
    """Return what runs each network once, on a film that is prepared."""
    loaded = [
        (OnnxSession(package, 1), package.card.input)
        for package in map(read_package, package_folders(models))
    ]
    asked = [
        (session, np.zeros((1, contract.channels, contract.rows, contract.columns), np.float32))
        for session, contract in loaded
    ]
    return lambda: [session.run(batch) for session, batch in asked]


def measure(films: Path, folder: Path, side: int) -> dict[str, float]:
    """Compare triage with the networks alone, of a classifier that reads so many pixels a side."""
    count, models = len(list(films.iterdir())), folder / "models"
    models.mkdir(parents=True)
    write_models(models, side)
    first_s, whole_s = triage(films, folder / "out", models)
    pure = pure_taken(run_networks, models, count)
    triage_s, networks_s = (whole_s - first_s) / (count - 1), pure.s / count
    return {
        "triage_s_a_film": triage_s,
        "networks_alone_s_a_film": networks_s,
        "ratio": triage_s / networks_s,
        "ratio_with_start_and_end": whole_s / pure.s,
    }


def main(count: int = FILMS) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        films = Path(name, "films")
        films.mkdir()
        draw_films(films, count)
        found = {side: measure(films, Path(name, str(side)), side) for side in SIDES}
    return {
        "name": f"triage of {count} films with a ResNet-50 at {SIDES[-1]} x {SIDES[-1]} / its networks alone",
        "ratio": found[SIDES[-1]]["ratio"],
        "bound_ratio": BOUND_RATIO,
        "pixels a side": found,
    }


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=1))
