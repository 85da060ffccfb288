"""Nothing planted survives: not in files, their names, what is printed, nor in what is left in between."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from canaries import (
    Canaries,
    write_compressed,
    write_native,
    write_pictures,
    write_presentation,
    write_report,
)
from pydicom import dcmread

from cxrviewer.errors import ReadError
from cxrviewer.export.deidentification import Options, Project, deidentify_file
from cxrviewer.readers import read_image

PROJECT = Project(bytes(range(32)))
EVERYTHING = Options(True, True, True, True)


def films() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint16]]:
    generator = np.random.default_rng(5)
    smooth = np.add.outer(np.arange(48), np.arange(64))
    return (smooth + generator.integers(0, 20, smooth.shape)).astype(np.uint8), (smooth * 30).astype(
        np.uint16
    )


ALL_KINDS = pytest.mark.parametrize("options", [Options(), EVERYTHING], ids=["basic", "all options"])


@dataclass(frozen=True)
class Planted:
    """A folder of films full of canaries."""

    folder: Path
    files: tuple[Path, ...]
    canaries: Canaries


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Films, a report, a presentation state and pictures under a telling path."""
    canaries = Canaries()
    folder = tmp_path_factory.mktemp("films") / canaries.word("folder") / f"{canaries.word('folder')} ÄÖ"
    bytes_film, words_film = films()

    def named(write: Callable[..., Path], *more: object) -> Path:
        return write(folder / f"{canaries.word('file name')}.dcm", canaries, *more)

    files = (
        named(write_compressed, bytes_film),
        named(write_native, words_film),
        named(write_report),
        named(write_presentation),
        *write_pictures(folder, canaries, bytes_film),
    )
    return Planted(folder, files, canaries)


def everything_in(folder: Path) -> bytes:
    """Return the names and the bytes of all files below a folder."""
    paths = sorted(folder.rglob("*"))
    return b"\n".join(os.fsencode(path) + (path.read_bytes() if path.is_file() else b"") for path in paths)


def test_there_are_canaries_in_every_source(planted: Planted) -> None:
    found = {path.name: len(planted.canaries.survivors(path.read_bytes())) for path in planted.files}
    assert all(number >= 2 for number in found.values()), found
    assert sum(found.values()) > 10_000


@ALL_KINDS
def test_no_canary_survives_in_a_copy(planted: Planted, tmp_path: Path, options: Options) -> None:
    copies = [deidentify_file(path, tmp_path, PROJECT, options)[0].path for path in planted.files]
    survivors = planted.canaries.survivors(everything_in(tmp_path))
    if options.shift_dates:
        survivors = {word: place for word, place in survivors.items() if word not in planted.canaries.times}
    assert survivors == {}
    assert all(same_picture(path, copy) for path, copy in zip(planted.files, copies, strict=True))
    cells = np.frombuffer(dcmread(copies[1]).PixelData, "<u2")  # the overlay in unused bits is gone
    assert np.array_equal(cells.reshape(48, 64), films()[1] & 0xFFF)


def same_picture(path: Path, copy: Path) -> bool:
    """Return whether two films have the same stored values; objects without a picture have."""
    try:
        pixels = read_image(path).pixels
    except ReadError:
        return True
    return np.array_equal(pixels, read_image(copy).pixels)


def test_graphics_and_structure_stay_without_their_texts(planted: Planted, tmp_path: Path) -> None:
    report, presentation = (
        dcmread(deidentify_file(path, tmp_path, PROJECT, Options())[0].path) for path in planted.files[2:4]
    )
    kinds = [item.ValueType for item in report.ContentSequence]
    assert kinds == ["TEXT", "PNAME", "DATE", "TIME", "DATETIME", "UIDREF", "CONTAINER"]
    assert report.ContentSequence[0].TextValue == "REMOVED"
    assert report.ContentSequence[0].ConceptNameCodeSequence[0].CodeMeaning == "Person Observer Name"
    annotation = presentation.GraphicAnnotationSequence[0]
    assert annotation.GraphicObjectSequence[0].GraphicData == [1.0, 2.0, 8.0, 9.0]
    assert annotation.TextObjectSequence[0].UnformattedTextValue == "REMOVED"


def test_the_command_leaves_no_trace(planted: Planted, tmp_path: Path) -> None:
    # A process of its own, so that all that it prints, logs and stores on the way is seen
    home, scratch, output = tmp_path / "home", tmp_path / "scratch", tmp_path / "copies"
    for folder in (home, scratch):
        folder.mkdir()
    places = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    places |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    done = subprocess.run(
        [sys.executable, "-m", "cxrviewer", "anonymise", str(planted.folder), "--output", str(output)],
        env={**os.environ, **places},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().strip() == "7 de-identified, 0 blocked, 0 failed"
    assert planted.canaries.survivors(done.stdout + done.stderr) == {}
    assert planted.canaries.survivors(everything_in(home)) == {}
    assert planted.canaries.survivors(everything_in(output)) == {}
    assert list(scratch.rglob("*")) == []
    assert tempfile.gettempdir() != str(scratch)


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_nothing_telling(planted: Planted, tmp_path: Path) -> None:
    scratch, output = tmp_path / "scratch", tmp_path / "copies"
    scratch.mkdir()
    command = [sys.executable, "-m", "cxrviewer", "anonymise", *map(str, planted.files)]
    for wanted in (1, 2, 4):
        running = subprocess.Popen(
            [*command, "--output", str(output), "--project", str(tmp_path / f"{wanted}.json")],
            env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        before = sum(path.is_file() for path in output.rglob("*"))
        while running.poll() is None and sum(path.is_file() for path in output.rglob("*")) < before + wanted:
            time.sleep(0.002)
        running.kill()
        running.wait()
    assert any(output.rglob("*.dcm"))
    assert planted.canaries.survivors(everything_in(output)) == {}
    assert [path for path in scratch.rglob("*") if path.is_file()] == []
