"""Films of 2000 x 2000, 16-bit DICOM, through triage, against naive loops with the same networks.

`python -m benchmarks.triage 200` takes 200 films; `main` a few. A naive loop takes one film after the other:
it reads, finds the lungs, classifies, writes mask and answer, with ONNX Runtime and OpenCV as they come, on
every core; once more in torch. Neither looks for what speaks against an answer, measures texture or survives
anything; triage does all of that, so a third loop does the same to each film as triage does.
"""

import csv
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import pydicom
from pydicom.uid import generate_uid

from cxrviewer.analysis import Analyser
from cxrviewer.analysis.lungs import segment_lungs
from cxrviewer.display import render_unit
from cxrviewer.export import analysis_record, write_mask
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.inference.model import open_classifier, open_segmenter
from cxrviewer.inference.package import ModelPackage, newest_package
from cxrviewer.inference.sessions import OnnxSession, Session, TorchSession
from cxrviewer.jobs import JobContext
from cxrviewer.locations import demo_film, models_folder
from cxrviewer.processes import worker_environment
from cxrviewer.readers import read_image
from cxrviewer.triage.dask_engine import DaskEngine
from cxrviewer.triage.local_engine import LocalEngine, cores
from cxrviewer.triage.work import Equipment, Worker

FILMS, SIDE, TINY = 24, 2000, 300
BOUND_RATIO = 1 / 1.6
_SET_CHILD_SUBREAPER, _ENDED_S = 36, 1.0
NOTHING = frozenset[str]()


class Taken(NamedTuple):
    """Seconds on the clock, and seconds of all cores, which do not depend on what else the machine does."""

    s: float
    cpu_s: float


def draw_films(folder: Path, count: int) -> list[Path]:
    """Write films of one chest, each with a grain of its own."""
    dataset = pydicom.dcmread(demo_film())
    small = dataset.pixel_array.astype(np.float32)
    large = cv2.resize(small * (60000 / small.max()), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    grain = np.random.default_rng(0)
    for name in ("WindowCenter", "WindowWidth", "VOILUTSequence"):
        dataset.pop(name, None)
    dataset.Rows = dataset.Columns = SIDE
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 16, 15, 0
    films = []
    for number in range(count):
        noise = cv2.resize(grain.normal(0, 300, (500, 500)).astype(np.float32), (SIDE, SIDE))
        dataset.PixelData = np.clip(large + noise, 0, 65535).astype("<u2").tobytes()
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        films.append(folder / f"{number:05}.dcm")
        dataset.save_as(films[-1])
    return films


def naive(films: list[Path], folder: Path, session: Callable[[ModelPackage], Session]) -> Taken:
    """Read, find the lungs, classify, write; one after the other, the models loaded before."""
    segmenter, classifier = (
        replace(opener(package, "cpu"), session=session(package))
        for opener, package in (
            (open_segmenter, _package("segment")),
            (open_classifier, _package("classify")),
        )
    )

    def each(film: Path) -> None:
        unit = render_unit(read_image(film))
        lungs = segment_lungs(segmenter, unit)
        reading = classifier.read(unit, lungs.labels)
        write_mask(folder / f"{film.stem}.png", lungs.labels)
        with (folder / "naive.csv").open("a", newline="") as stream:
            csv.writer(stream).writerow([film, *reading.probabilities])

    return _one_after_the_other(films, each)


def naive_whole(films: list[Path], folder: Path) -> Taken:
    """Do with each film what triage does, one after the other, and write its record and mask."""
    analyser = Analyser("cpu", Catalogue(models_folder()))

    def each(film: Path) -> None:
        image = read_image(film)
        analysis = analyser.analyse(image)
        write_mask(folder / f"{film.stem}.png", analysis.lungs.labels)
        record = json.dumps(analysis_record(image, analysis), default=str)
        (folder / f"{film.stem}.json").write_text(record, encoding="utf-8")

    return _one_after_the_other(films, each)


def _one_after_the_other(films: list[Path], each: Callable[[Path], object]) -> Taken:
    """Return what a film costs, but for the first one."""
    each(films[0])
    began, cpu = time.perf_counter(), time.process_time()
    for film in films[1:]:
        each(film)
    spent, rest = (time.perf_counter() - began, time.process_time() - cpu), len(films) - 1
    return Taken(*(one / rest for one in spent))


def _package(task: str) -> ModelPackage:
    package = newest_package(models_folder(), task)
    assert package is not None
    return package


def triage(films: Path, output: Path, models: Path | None = None) -> Iterator[float]:
    """Yield seconds since the start of the program at its first result and at its end."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "cxrviewer", "triage", str(films), "-o", str(output), "--device", "cpu"]
    with subprocess.Popen(
        [*command, "--models", str(models or models_folder())], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("[1/"):
                yield time.perf_counter() - began
    assert process.returncode == 0, "triage failed"
    yield time.perf_counter() - began


def analyse_again(film: Path) -> Callable[[], object]:
    """Return what analyses a film that is in memory once more."""
    worker, image = Worker(equipment()), read_image(film)
    return lambda: worker._analyser.analyse(image)


Again = Callable[[Path], Callable[[], object]]


def pure_taken(again: Again, what: Path, count: int) -> Taken:
    """Return how long a process of one thread on each core takes to do something so often."""
    context, each = get_context("spawn"), -(-count // cores())
    pipes, share = [], count / (each * cores())
    for _ in range(cores()):
        ours, theirs = context.Pipe()
        with worker_environment():
            context.Process(target=_do_again, args=(again, what, each, theirs), daemon=True).start()
        pipes.append(ours)
    for pipe in pipes:
        pipe.recv()
    for pipe in pipes:
        pipe.send("go")
    found = [pipe.recv() for pipe in pipes]
    return Taken(max(one.s for one in found) * share, sum(one.cpu_s for one in found) * share)


def _do_again(again: Again, what: Path, count: int, connection: Any) -> None:  # noqa: ANN401 - a pipe
    """Do something again and again, once for nothing, in a process of its own with one thread."""
    cv2.setNumThreads(1)
    once = again(what)
    once()
    connection.send("ready")
    connection.recv()
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        once()
    connection.send(Taken(time.perf_counter() - began, time.process_time() - cpu))


def equipment() -> Equipment:
    return Equipment(Catalogue(models_folder()))


def scheduling(engine: object, folder: Path, count: int) -> dict[str, float]:
    """Return ms a film of empty files, which cost nothing but the handing out; `cpu_ms` is the writer's."""
    files = [folder / f"{number}.png" for number in range(count)]
    for file in files:
        file.touch()
    with engine:
        engine.recipe(JobContext())
        list(engine.outcomes(iter(files[:20]), NOTHING, print, JobContext()))
        began, cpu = time.perf_counter(), time.process_time()
        list(engine.outcomes(iter(files), NOTHING, print, JobContext()))
        spent = time.perf_counter() - began, time.process_time() - cpu
        return {name: 1000 * one / count for name, one in zip(("ms", "cpu_ms"), spent, strict=True)}


def adopt_orphans() -> None:
    """Let workers whose parents have ended become children of this process, to be counted (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children_cpu_s() -> float:
    """Return the seconds of all cores that children that have ended, and theirs, have taken."""
    time.sleep(_ENDED_S)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    spent = os.times()
    return spent.children_user + spent.children_system


def main(count: int = FILMS) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("films", "naive", "empty"):
            (folder / part).mkdir()
        films = draw_films(folder / "films", count)
        os.sync()  # triage syncs each result, and shall not wait for these films to be written
        adopt_orphans()
        before = _children_cpu_s()
        first_s, whole_s = triage(folder / "films", folder / "out")
        cpu_s = _children_cpu_s() - before
        pure = pure_taken(analyse_again, films[0], count)
        few, masks = films[: max(6, count // 4)], folder / "naive"
        loops = {
            "read, lungs, classes, mask": naive(few, masks, OnnxSession),
            "the same in torch": naive(few, masks, lambda package: TorchSession(package, "cpu")),
            "all that triage does": naive_whole(few, masks),
        }
        handing = {
            "local": scheduling(LocalEngine(equipment()), folder / "empty", TINY),
            "dask": scheduling(DaskEngine(equipment()), folder / "empty", TINY),
        }
        return {
            "name": f"triage of {count} films of {SIDE} x {SIDE} / naive loop that does the same to each",
            "ratio": whole_s / count / loops["all that triage does"].s,
            "bound_ratio": BOUND_RATIO,
            "times_as_fast_as_a_naive_loop": {name: loop.s * count / whole_s for name, loop in loops.items()},
            "s_a_film": {
                "triage": whole_s / count,
                "the same analyses, nothing else": pure.s / count,
                "naive": {name: loop.s for name, loop in loops.items()},
            },
            "cpu_s_a_film": {"triage": cpu_s / count, "the same analyses, nothing else": pure.cpu_s / count},
            "overhead": {
                "whole": whole_s / pure.s - 1,
                "from the first result on": (whole_s - first_s) / (pure.s * (count - 1) / count) - 1,
                "cpu_s": cpu_s / pure.cpu_s - 1,
            },
            "first_result_s": first_s,
            "scheduling of a film": handing,
        }


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=1))
