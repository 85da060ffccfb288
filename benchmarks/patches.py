"""100 patches of a film in batches against one batched forward pass of the same patches, in one run.

CPU time of one thread, so that other work on the machine does not count.
"""

import json
from statistics import median
from time import process_time

from cxrviewer.analysis import Analyser
from cxrviewer.analysis.patch_reading import BATCH, answer_patches, patch_contract, read_patches
from cxrviewer.analysis.patches import cut_patches, draw_centres, resample
from cxrviewer.display import render_unit
from cxrviewer.inference.model import open_classifier
from cxrviewer.inference.package import newest_package
from cxrviewer.jobs import JobContext
from cxrviewer.locations import demo_film, models_folder
from cxrviewer.readers import read_image

PATCHES = 100
REPETITIONS = 11


def main() -> dict[str, object]:
    image = read_image(demo_film())
    lungs = Analyser("cpu").analyse(image).lungs
    package = newest_package(models_folder(), "patches")
    if package is None:
        raise SystemExit("no patch model is installed")
    classifier, unit = open_classifier(package, "cpu", threads=1), render_unit(image)
    contract = patch_contract(classifier)
    film = resample(unit, lungs.labels, contract)
    centres = draw_centres(film, PATCHES, image.source.key)
    given = package.card.input
    cut = cut_patches(film, centres, contract.side, given.stages, given.grid)
    steps = {
        "one_batch_ms": lambda: classifier.session.run(cut),
        "in_batches_ms": lambda: [
            classifier.session.run(cut[start : start + BATCH]) for start in range(0, PATCHES, BATCH)
        ],
        "cut_and_run_in_batches_ms": lambda: answer_patches(classifier, film, centres, JobContext()),
        "whole_reading_ms": lambda: read_patches(classifier, unit, lungs, image.source.key, PATCHES),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(REPETITIONS):
        for name, step in steps.items():
            start = process_time()
            step()
            times[name].append((process_time() - start) * 1000)
    medians = {name: median(spent[1:]) for name, spent in times.items()}
    return {
        "name": "100 patches in batches / one batched forward pass",
        "ratio": medians["in_batches_ms"] / medians["one_batch_ms"],
        "bound_ratio": 1.1,
        "ratio_with_cutting_and_gradcam": medians["cut_and_run_in_batches_ms"] / medians["one_batch_ms"],
        **medians,
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
