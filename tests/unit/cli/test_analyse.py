"""`cxrviewer analyse` as it is typed."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from phantoms import PhantomSet

from cxrviewer.locations import demo_film, models_folder

Command = Callable[..., Any]
LABELS = ["normal", "lung_opacity", "viral_pneumonia", "covid19"]


@pytest.fixture
def not_dicom(tmp_path: Path) -> Path:
    file = tmp_path / "letter.dcm"
    file.write_text("Dear colleague, thank you for sending us this patient.\n" * 20)
    return file


def read_json(file: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    return record


def test_a_good_a_missing_and_a_text_file_with_the_shipped_models(
    program: Command, not_dicom: Path, tmp_path: Path
) -> None:
    missing, out = tmp_path / "missing.dcm", tmp_path / "out.json"
    ended = program(
        "analyse", demo_film(), missing, not_dicom, "--json", out, "--masks", tmp_path / "masks",
        "--heatmaps", tmp_path / "heat", "--device", "cpu",
    )  # fmt: skip
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert sorted(line.split(":")[0] for line in ended.err.splitlines()) == ["cxrviewer", "cxrviewer"]
    images = {image["file"]: image for image in read_json(out)["images"]}
    assert set(images) == {str(demo_film()), str(missing), str(not_dicom)}
    assert images[str(missing)]["status"] == images[str(not_dicom)]["status"] == "failed"
    assert images[str(missing)]["reason"] == "does not exist"
    assert "DICOM" in images[str(not_dicom)]["reason"]
    good = images[str(demo_film())]
    assert good["status"] == "ok"
    assert sum(good["labels"].values()) == pytest.approx(1, abs=1e-5)
    assert good["prediction"] in good["labels"]
    mask = cv2.imread(good["mask_file"], cv2.IMREAD_UNCHANGED)
    assert mask.shape == (319, 336)
    assert mask.dtype == np.uint8
    assert set(np.unique(mask)) == {0, 1, 2}
    # the patient's right lung lies on the left of the picture
    assert np.argwhere(mask == 1)[:, 1].mean() < np.argwhere(mask == 2)[:, 1].mean()
    assert good["lungs"]["right"]["area_px"] == int((mask == 1).sum())
    assert good["lungs"]["left"]["area_mm2"] == pytest.approx((mask == 2).sum() * 1.27976**2)
    assert good["lungs"]["left"]["spacing_origin"] == "ImagerPixelSpacing"
    for file in good["heatmap_files"].values():
        assert cv2.imread(file, cv2.IMREAD_UNCHANGED).shape == (319, 336)
    assert good["models"]["segmentation"]["sha256"] != good["models"]["classification"]["sha256"]


def test_a_folder_of_drawn_films(
    command: Command, phantoms: PhantomSet, tiny_models: Path, tmp_path: Path
) -> None:
    out, folder = tmp_path / "out.json", tmp_path / "films"
    folder.mkdir()
    for film in phantoms.films[::8]:
        shutil.copy(film, folder)
    ended = command(
        "analyse", folder, "--models", tiny_models, "--json", out, "--masks", tmp_path / "m",
        "--heatmaps", tmp_path / "h",
    )  # fmt: skip
    assert (ended.status, ended.err) == (0, "")
    images = read_json(out)["images"]
    assert [Path(image["file"]).stem for image in images] == [
        "covid19-0", "lung_opacity-0", "normal-0", "viral_pneumonia-0",
    ]  # fmt: skip
    for image in images:
        assert list(image["labels"]) == list(image["heatmap_files"]) == LABELS
        assert image["lungs"]["right"]["area_mm2"] is None
        assert image["lungs"]["right"]["spacing_origin"] is None
        assert image["models"]["segmentation"]["name"] == "lungs-tiny"
    assert len(list((tmp_path / "m").iterdir())) == 4
    assert len(list((tmp_path / "h").iterdir())) == 16
    assert len(ended.out.splitlines()) == 4


@pytest.fixture
def namesakes(phantoms: PhantomSet, tmp_path: Path) -> list[Path]:
    """Films of the same name in two folders, and one whose name is what the second would be called."""
    places = [tmp_path / "a" / "film.png", tmp_path / "b" / "film.png", tmp_path / "c" / "film-2.png"]
    for film, place in zip(phantoms.films, places, strict=False):
        place.parent.mkdir()
        shutil.copy(film, place)
    return places


def test_films_of_one_name_do_not_overwrite_each_others_pictures(
    command: Command, namesakes: list[Path], tiny_models: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    ended = command(
        "analyse", *namesakes, "--models", tiny_models, "--json", out, "--masks", tmp_path / "m",
        "--heatmaps", tmp_path / "m",
    )  # fmt: skip
    assert ended.status == 0
    images = read_json(out)["images"]
    masks = [image["mask_file"] for image in images]
    maps = [file for image in images for file in image["heatmap_files"].values()]
    assert len({*masks, *maps}) == 15 == len(list((tmp_path / "m").iterdir()))
    for image in images:
        mask = cv2.imread(image["mask_file"], cv2.IMREAD_UNCHANGED)
        assert int((mask == 1).sum()) == image["lungs"]["right"]["area_px"]


def test_masks_beside_the_films_do_not_overwrite_the_films(
    command: Command, namesakes: list[Path], tiny_models: Path
) -> None:
    before = [film.read_bytes() for film in namesakes]
    ended = command("analyse", *namesakes, "--models", tiny_models, "--masks", namesakes[0].parent)
    assert ended.status == 0
    assert [film.read_bytes() for film in namesakes] == before


def test_without_models_every_film_fails_for_a_reason_that_names_the_folder(
    command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    ended = command("analyse", demo_film(), "--models", tmp_path / "none", "--json", out)
    assert ended.status == 1
    [image] = read_json(out)["images"]
    assert image["reason"] == f"{tmp_path / 'none'}: holds no model package for the task 'segment'"


def test_a_model_that_was_changed_is_refused_in_one_line(
    command: Command, tiny_models: Path, tmp_path: Path
) -> None:
    models = Path(shutil.copytree(tiny_models, tmp_path / "models"))
    spoilt = models / "lungs-tiny-1.0.0" / "model.onnx"
    spoilt.write_bytes(spoilt.read_bytes()[:-100])
    ended = command("analyse", demo_film(), "--models", models)
    assert ended.status == 1
    assert ended.err.count("\n") == 1
    assert str(spoilt) in ended.err


def test_a_folder_for_masks_that_cannot_be_made_is_one_line(
    command: Command, tiny_models: Path, tmp_path: Path
) -> None:
    (tmp_path / "masks").write_text("a file, not a folder")
    ended = command("analyse", demo_film(), "--models", tiny_models, "--masks", tmp_path / "masks")
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tmp_path / 'masks'}: cannot be made a folder (File exists)\n"


def test_results_that_cannot_be_written_are_one_line(
    command: Command, tiny_models: Path, tmp_path: Path
) -> None:
    out = tmp_path / "nowhere" / "out.json"
    ended = command("analyse", demo_film(), "--models", tiny_models, "--json", out)
    assert ended.status == 1
    assert ended.err.count("\n") == 1
    assert ended.err.startswith(f"cxrviewer: {out}: cannot be written")


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may read everything")
def test_a_film_that_may_not_be_read_fails_alone(
    command: Command, namesakes: list[Path], tiny_models: Path
) -> None:
    namesakes[0].chmod(0)
    ended = command("analyse", *namesakes, "--models", tiny_models)
    assert ended.status == 1
    assert len(ended.out.splitlines()) == 2


def test_one_small_picture_is_refused_and_the_rest_is_done(
    command: Command, namesakes: list[Path], tiny_models: Path, tmp_path: Path
) -> None:
    tiny = tmp_path / "dot.png"
    cv2.imwrite(str(tiny), np.zeros((1, 1), np.uint8))
    ended = command("analyse", tiny, namesakes[0], "--models", tiny_models)
    assert ended.status == 1
    assert ended.err == f"cxrviewer: {tiny}: is too small to analyse (1 x 1 pixels; 64 are needed)\n"
    assert ended.out.startswith(f"{namesakes[0]}: ")


def test_the_shipped_models_are_the_default(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert command("analyse", demo_film(), "--json", out).status == 0
    names = {model["name"] for model in read_json(out)["images"][0]["models"].values()}
    assert names <= {json.loads(card.read_text())["name"] for card in models_folder().glob("*/card.json")}


def test_patches_vote_where_they_are_asked_for(
    command: Command, patch_models: Path, phantoms: PhantomSet, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    arguments = ["--models", patch_models, "--device", "cpu", "--json", out, "--heatmaps", tmp_path / "maps"]
    ended = command("analyse", phantoms.films[0], "--patches", 30, *arguments)
    assert ended.status == 0
    [record] = read_json(out)["images"]
    found = record["patches"]
    assert found["number"] == sum(found["votes"].values()) == len(found["centres"]) == 30
    assert sum(found["labels"].values()) == pytest.approx(1, abs=1e-5)
    assert found["votes"][found["prediction"]] == max(found["votes"].values())
    assert 0 <= found["vote_entropy_bits"] <= 2
    assert f"patches: {found['prediction']} (" in ended.out
    merged = cv2.imread(record["heatmap_files"]["normal_patches"], cv2.IMREAD_UNCHANGED)
    assert merged.shape == (72, 80)
    command("analyse", phantoms.films[0], "--patches", 30, *arguments)
    assert read_json(out)["images"][0]["patches"] == found
    command("analyse", phantoms.films[0], *arguments)
    assert read_json(out)["images"][0]["patches"] is None


def test_without_a_patch_model_the_rest_stands(
    command: Command, tiny_models: Path, phantoms: PhantomSet, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    ended = command(
        "analyse",
        phantoms.films[0],
        "--patches",
        30,
        "--models",
        tiny_models,
        "--device",
        "cpu",
        "--json",
        out,
    )
    [record] = read_json(out)["images"]
    assert record["status"] == "ok"
    assert record["patches"] is None
    assert "no patch model is installed" in record["patches_reason"]
    assert "no patch model is installed" in ended.out
