import json
import shutil
from pathlib import Path

import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
from cxrviewer.inference.package import newest_package, package_folders, read_package


def with_version(package: Path, version: str) -> Path:
    """Copy a package beside itself under another version."""
    copy = package.with_name(f"copy-{version}")
    shutil.copytree(package, copy)
    card = json.loads((copy / "card.json").read_text())
    card["version"] = version
    (copy / "card.json").write_text(json.dumps(card))
    return copy


def test_a_package_reads_and_knows_its_files(classifier_folder: Path) -> None:
    package = read_package(classifier_folder)
    assert package.card.name == "cxr4-tiny"
    assert package.weights.is_file()
    assert package.onnx.is_file()


@pytest.mark.parametrize("name", ["model.safetensors", "model.onnx"])
def test_a_changed_file_is_refused(package_copy: Path, name: str) -> None:
    data = bytearray((package_copy / name).read_bytes())
    data[-1] ^= 1
    (package_copy / name).write_bytes(data)
    with pytest.raises(ModelError, match="is not the file that the model card describes") as caught:
        read_package(package_copy)
    assert caught.value.path == package_copy / name


@pytest.mark.parametrize("name", ["model.safetensors", "model.onnx"])
def test_a_missing_file_is_named(package_copy: Path, name: str) -> None:
    (package_copy / name).unlink()
    with pytest.raises(ModelError, match="No such file or directory") as caught:
        read_package(package_copy)
    assert caught.value.path == package_copy / name


def test_the_newest_version_wins_by_number_and_not_by_name(package_copy: Path) -> None:
    for version in ("1.9.0", "1.10.0", "1.2.11"):
        with_version(package_copy, version)
    newest = newest_package(package_copy.parent, "classify")
    assert newest is not None
    assert newest.card.version == "1.10.0"


def test_only_packages_of_the_task_count(tiny_models: Path) -> None:
    segmenter = newest_package(tiny_models, "segment")
    assert segmenter is not None
    assert segmenter.card.name == "lungs-tiny"
    assert segmenter.card.gradcam is None


def test_a_model_of_ct_slices_is_never_taken_for_films_nor_the_other_way_round(package_copy: Path) -> None:
    newer = with_version(package_copy, "9.0.0")
    card = json.loads((newer / "card.json").read_text())
    (newer / "card.json").write_text(json.dumps({**card, "reads": CT_SLICES}))
    films = newest_package(package_copy.parent, "classify", FRONTAL_FILMS)
    slices = newest_package(package_copy.parent, "classify", CT_SLICES)
    assert films is not None
    assert slices is not None
    assert (films.card.version, slices.card.version) == ("1.0.0", "9.0.0")
    assert newest_package(package_copy.parent, "classify") == films


def test_without_a_package_of_the_task_there_is_none(package_copy: Path, tmp_path: Path) -> None:
    assert newest_package(package_copy.parent, "segment") is None
    assert newest_package(tmp_path / "nowhere", "segment") is None


def test_a_newest_package_that_was_changed_is_refused_and_not_passed_over(package_copy: Path) -> None:
    newer = with_version(package_copy, "2.0.0")
    (newer / "model.onnx").write_bytes(b"changed")
    with pytest.raises(ModelError, match=r"model\.onnx: is not the file"):
        newest_package(package_copy.parent, "classify")


def test_folders_without_card_are_no_packages(package_copy: Path) -> None:
    (package_copy.parent / "notes").mkdir()
    assert package_folders(package_copy.parent) == [package_copy]
