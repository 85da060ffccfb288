"""The analysis of one film against the bare forward passes of the same networks, in one run."""

import json
import statistics
import time
from collections.abc import Callable

import torch

from cxrviewer.analysis import Analyser
from cxrviewer.analysis.pipeline import Models
from cxrviewer.display import render_unit
from cxrviewer.inference.model import prepare
from cxrviewer.inference.sessions import TorchSession
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image

RUNS = 15
BOUND_RATIO = 1.15


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _loaded_models(analyser: Analyser) -> Models:
    models = analyser._loaded()
    assert models is not None
    return models


@torch.inference_mode()
def main() -> dict[str, object]:
    image = read_image(demo_film())
    analyser = Analyser("cpu")
    first_ms = _milliseconds(lambda: analyser.analyse(image))  # loads the models and proves their answers
    models = _loaded_models(analyser)
    unit = render_unit(image)
    networks = (models.segmenter, models.classifier)
    onnx = [(network.session, prepare(unit, network.package).batch) for network in networks]
    eager = [
        (TorchSession(network.package, "cpu"), batch)
        for network, (_, batch) in zip(networks, onnx, strict=True)
    ]
    works = {
        "analysis": lambda: analyser.analyse(image),
        "ONNX Runtime forward passes": lambda: [session.run(batch) for session, batch in onnx],
        "torch eager forward passes": lambda: [session.run(batch) for session, batch in eager],
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            times[name].append(_milliseconds(work))
    medians = {name: statistics.median(values) for name, values in times.items()}
    return {
        "name": "analysis of one film / bare forward passes of the same networks (torch eager)",
        "ratio": medians["analysis"] / medians["torch eager forward passes"],
        "bound_ratio": BOUND_RATIO,
        "ratio_to_onnx_forward": medians["analysis"] / medians["ONNX Runtime forward passes"],
        "ms": medians,
        "first_ms": first_ms,
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
