"""`cxrviewer texture` as it is typed."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from cxrviewer.locations import demo_film

ROWS, COLUMNS = 319, 336
Command = Callable[..., Any]


@pytest.fixture
def run(command: Command) -> Command:
    return partial(command, "texture")


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    cv2.ellipse(labels, (95, 140), (50, 85), 0, 0, 360, 1, -1)
    cv2.ellipse(labels, (230, 140), (45, 85), 0, 0, 360, 2, -1)
    cv2.imwrite(str(tmp_path / "mask.png"), labels)
    return tmp_path / "mask.png"


def test_lungs_of_the_demo_film(run: Command, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "texture.json"
    done = run(demo_film(), "--mask", mask, "--levels", 16, "--distance", 2, "--json", out)
    assert (done.status, done.err) == (0, "")
    assert "Not for clinical use" in done.out
    record = json.loads(out.read_text(encoding="utf-8"))
    assert record["status"] == "ok"
    assert list(record["texture"]) == ["both lungs", "right lung", "left lung"]
    right = record["texture"]["right lung"]
    assert (right["settings"]["levels"], right["settings"]["distance"]) == (16, 2)
    row = next(line.split() for line in done.out.splitlines() if line.startswith("contrast"))
    assert float(row[3]) == pytest.approx(right["features"]["contrast"], rel=1e-5)


def test_a_picture_small_enough_for_pencil_and_paper(run: Command, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.array([[0, 0, 255], [255, 255, 0]], np.uint8))
    done = run(tmp_path / "a.png", "--levels", 2, "--json", tmp_path / "a.json")
    assert done.status == 0, done.err
    region = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["texture"]["whole image"]
    # one by one: 0° 4 pairs, of them 2 unequal; 45° 2 and 1; 90° 3 and 3; 135° 2 and 1
    assert region["pairs"] == 2 * (4 + 2 + 3 + 2)
    assert region["features"]["contrast"] == pytest.approx((2 / 4 + 1 / 2 + 3 / 3 + 1 / 2) / 4)


def test_several_distances_and_the_other_convention(run: Command, tmp_path: Path) -> None:
    out = tmp_path / "texture.json"
    done = run(
        demo_film(),
        "--distance",
        1,
        "--distance",
        3,
        "--convention",
        "lascu2021",
        "--asymmetric",
        "--json",
        out,
    )
    assert (done.status, done.err) == (0, "")
    record = json.loads(out.read_text(encoding="utf-8"))
    (near, far) = (one["whole image"] for one in (record["texture"], *record["further_distances"]))
    assert (near["settings"]["distance"], far["settings"]["distance"]) == (1, 3)
    assert near["settings"]["levels"] == 8
    assert not near["settings"]["symmetric"]
    assert near["features"]["contrast"] < far["features"]["contrast"]
    assert near["ranges"]["contrast"] > 0
    assert done.out.count("sum_variance_uncentred") == 2


def test_masks_that_do_not_fit_are_refused_in_one_line(run: Command, tmp_path: Path) -> None:
    wrong = {
        "small.png": (np.ones((10, 20), np.uint8), "20 × 10"),
        "white.png": (np.full((ROWS, COLUMNS), 255, np.uint8), "255"),
        "empty.png": (np.zeros((ROWS, COLUMNS), np.uint8), "no pair"),
    }
    for name, (labels, reason) in wrong.items():
        cv2.imwrite(str(tmp_path / name), labels)
        done = run(demo_film(), "--mask", tmp_path / name, "--json", tmp_path / "out.json")
        assert done.status == 1
        assert len(done.err.splitlines()) == 1
        assert name in done.err
        assert reason in done.err
    assert not (tmp_path / "out.json").exists()


def test_levels_that_do_not_exist_are_wrong_usage(run: Command) -> None:
    done = run(demo_film(), "--levels", 1)
    assert done.status == 2
    assert "Traceback" not in done.err


def test_maps_and_domains_of_the_demo_film(run: Command, mask: Path, tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    options = ("--convention", "lascu2021", "--map", "contrast", "--map", "entropy", "--map-folder", folder)
    done = run(demo_film(), "--mask", mask, *options)
    assert (done.status, done.err) == (0, "")
    names = [f"demo-chest-pa-texture-{feature}" for feature in ("contrast", "entropy")]
    assert sorted(file.name for file in folder.iterdir()) == sorted(
        f"{name}.{suffix}" for name in names for suffix in ("csv", "png")
    )
    assert "names no disease" in done.out
    assert done.out.count("normal films") == 3
