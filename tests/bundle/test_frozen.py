"""The bundle as a hospital gets it: `make bundle-test`. Slow, and skipped where no bundle has been built."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bundle.conftest import REPOSITORY, Run
from phantoms import write_phantoms
from PIL import Image, features

from cxrviewer import __version__
from cxrviewer.locations import demo_film

sys.path.insert(0, str(REPOSITORY / "packaging"))

from finish_bundle import size_mb

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
CHANGED = ("sizes=32", "epochs=2", "batch=8", "learning_rate=0.01", "ema=0.8", "validation_share=0.25")
TINY = [part for pair in CHANGED for part in ("--set", pair)]


def test_the_self_test_passes(frozen: Run, tmp_path: Path, whole: bool) -> None:
    report = tmp_path / "report.json"
    done = frozen("self-test", "--json", report)
    record = json.loads(report.read_text(encoding="utf-8"))
    assert [check for check in record["checks"] if not check["passed"]] == []
    assert (done.returncode, done.stderr) == (0, "")
    assert (record["bundle"], record["version"]) == (True, __version__)
    assert ("torch" in record["libraries"]) is whole


def numbers(value: object, path: str = "") -> dict[str, float | str]:
    """Return every number and text of JSON by its place, but for places and times of files."""
    if isinstance(value, dict):
        parts = [
            numbers(one, f"{path}/{key}")
            for key, one in value.items()
            if key not in {"timings_s", "mask_file"}
        ]
        return {key: one for part in parts for key, one in part.items()}
    if isinstance(value, list):
        return {
            key: one
            for place, item in enumerate(value)
            for key, one in numbers(item, f"{path}/{place}").items()
        }
    return {path: value} if isinstance(value, str | int | float) else {}


def test_results_are_those_of_the_source_tree(frozen: Run, tmp_path: Path) -> None:
    films = tmp_path / "films"
    write_phantoms(films, per_label=1)
    shutil.copy(demo_film(), films)
    arguments = ["analyse", str(films), "--device", "cpu", "--json"]
    theirs = frozen(*arguments, tmp_path / "frozen.json", "--masks", tmp_path / "frozen")
    source = [sys.executable, "-P", "-m", "cxrviewer"]
    ours = subprocess.run(
        [*source, *arguments, str(tmp_path / "source.json"), "--masks", str(tmp_path / "source")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (theirs.returncode, theirs.stderr) == (ours.returncode, ours.stderr)
    first, second = (
        numbers(json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")))
        for name in ("frozen", "source")
    )
    assert first.keys() == second.keys()
    assert len(first) > 50
    for place, value in first.items():
        expected = (
            pytest.approx(second[place], rel=1e-5, abs=1e-5) if isinstance(value, float) else second[place]
        )
        assert value == expected, place
    masks = sorted((tmp_path / "source").iterdir())
    assert masks
    for mask in masks:
        assert mask.read_bytes() == (tmp_path / "frozen" / mask.name).read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="asks the loader of glibc")
def test_without_a_window_no_process_loads_qt(frozen: Run, tmp_path: Path) -> None:
    told = {"LD_DEBUG": "files", "LD_DEBUG_OUTPUT": str(tmp_path / "loaded")}
    done = frozen("analyse", demo_film(), "--json", tmp_path / "found.json", **told)
    assert done.returncode == 0, done.stderr
    processes = [file.read_text(encoding="utf-8", errors="replace") for file in tmp_path.glob("loaded.*")]
    assert any("onnxruntime" in one for one in processes)
    assert not any("libQt6Core" in one for one in processes)


def test_triage_starts_workers(frozen: Run, tmp_path: Path) -> None:
    done = frozen("triage", demo_film(), "--output", tmp_path / "batch", "--workers", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert demo_film().name in (tmp_path / "batch" / "worklist.csv").read_text(encoding="utf-8")


def test_a_model_is_trained_or_the_viewer_says_that_it_cannot(
    frozen: Run, tmp_path: Path, whole: bool
) -> None:
    data = write_phantoms(tmp_path / "data", per_label=8).folder
    done = frozen("train", "classify", data, "--output", tmp_path / "run", "--device", "cpu", *TINY)
    if not whole:
        assert done.returncode == 1
        assert done.stderr.startswith("cxrviewer: this is the viewer without training")
        return
    assert done.returncode == 0, done.stderr
    package = Path(done.stdout.rpartition("the model package: ")[2].strip())
    assert {"card.json", "model.onnx", "model.safetensors"} <= {file.name for file in package.iterdir()}
    for further in (
        ("models", "verify", "--folder", package.parent),
        ("evaluate", package, data, "--output", tmp_path / "measured", "--controls"),
        ("check-data", data),  # classes of the same phantoms, which it may well complain of
    ):
        done = frozen(*further)
        assert done.returncode == 0, done.stderr


def test_lungs_are_learnt_and_another_head_is_explained(frozen: Run, tmp_path: Path, whole: bool) -> None:
    if not whole:
        pytest.skip("the viewer does not train")
    data = write_phantoms(tmp_path / "data", per_label=8).folder
    spoilt = data / "masks" / "normal-0.png"
    if features.check("avif"):  # its decoder is left out of a bundle (`packaging/stand_ins.py`)
        Image.open(spoilt).save(tmp_path / "mask.avif")
        spoilt.write_bytes((tmp_path / "mask.avif").read_bytes())
    lungs = frozen("train", "segment", data, "--output", tmp_path / "lungs", "--device", "cpu", *TINY)
    assert lungs.returncode == 0, lungs.stderr
    assert (f"{spoilt}: is not a grey picture of 8 bits" in lungs.stderr) is features.check("avif")
    vgg = ("--set", "architecture=vgg19", "--preset", "paper-a-vgg19", "--set", "start=", "--set", "stages=")
    trained = frozen("train", "classify", data, "--output", tmp_path / "vgg", "--device", "cpu", *TINY, *vgg)
    assert trained.returncode == 0, trained.stderr


def test_data_are_checked_and_models_compared_or_the_viewer_says_that_it_cannot(
    frozen: Run, tmp_path: Path, bundle: Path, whole: bool
) -> None:
    data = write_phantoms(tmp_path / "data", per_label=4).folder
    model = next((bundle / "_internal" / "models").glob("cxr4-residual-*"))
    first, second = (tmp_path / name for name in ("first", "second"))
    for arguments in (
        ("check-data", data),
        ("evaluate", model, data, "--output", first, "--subset", "all"),
        ("evaluate", model, data, "--output", second, "--subset", "all"),
        ("compare", first, second, "--output", tmp_path / "compared"),
    ):
        done = frozen(*arguments)
        assert done.returncode == int(not whole), done.stderr
        assert done.stderr.startswith("cxrviewer: this is the viewer without training") is not whole
    assert (tmp_path / "compared" / "comparison.html").is_file() is whole


def test_the_window_is_seen_under_x(frozen: Run, tmp_path: Path) -> None:
    if shutil.which("xvfb-run") is None:
        pytest.skip("xvfb-run is not installed")
    before = ("xvfb-run", "-a", "-s", "-screen 0 1600x1000x24")
    done = frozen(
        "snapshot", demo_film(), "--output", tmp_path / "seen", before=before, QT_QPA_PLATFORM="xcb"
    )
    assert done.returncode == 0, done.stderr
    kept = REPOSITORY / "build" / "bundle-window.png"
    kept.parent.mkdir(exist_ok=True)
    shutil.copy(tmp_path / "seen" / "window.png", kept)
    with Image.open(kept) as picture:
        assert picture.size == (1600, 1000)
        assert np.unique(np.asarray(picture.convert("L"))).size > 100


def test_it_is_not_much_larger_than_is_said(bundle: Path, whole: bool) -> None:
    said = (REPOSITORY / "docs" / "install.md").read_text(encoding="utf-8")
    row = "amd64.deb" if whole else "make bundle-viewer"
    size = re.search(rf"^\|[^\n]*{re.escape(row)}[^\n]*\| (\d+) MB \|$", said, re.MULTILINE)
    assert size is not None
    assert size_mb(bundle) < 1.02 * int(size[1])


def test_terms_and_parts_are_in_it(bundle: Path, whole: bool) -> None:
    notices = (bundle / "THIRD_PARTY_NOTICES.txt").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in notices
    bill = json.loads((bundle / "sbom.cdx.json").read_text(encoding="utf-8"))
    names = {part["name"] for part in bill["components"]}
    assert {"PySide6_Essentials", "numpy", "pydicom", "Python"} <= names
    assert ("torch" in names) is whole
    assert all(f"{part['name']} {part['version']}" in notices for part in bill["components"])
    for folder in {path.name.split("-")[0] for path in (bundle / "_internal").glob("*.libs")}:
        assert (bundle / "_internal" / folder).exists()
    assert sorted((bundle / "_internal" / "PySide6" / "Qt" / "lib").glob("libQt6Core*"))
    assert (bundle / "_internal" / "resources" / "guide" / "index.html").is_file()
    assert [link for link in bundle.rglob("*") if link.is_symlink() and not link.exists()] == []
