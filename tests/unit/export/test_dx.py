"""DICOM DX, read back by pydicom and judged by dciodvfy."""

import shutil
import subprocess
from pathlib import Path
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pydicom
import pytest

from cxrviewer.errors import FileError
from cxrviewer.export import write_dx
from cxrviewer.locations import demo_film
from cxrviewer.study import PixelSpacing, SpacingOrigin, StudyText, Window

TEXT = StudyText(
    patient_name="Żółć^Ewa",
    patient_id="P1",
    patient_sex="F",
    study_date="20220101",
    view_position="PA",
    study_instance_uid="2.25.42",
)
SPACING = PixelSpacing(0.2, 0.1, SpacingOrigin.IMAGER)
DEMOS = [demo_film(), demo_film().with_name("demo-chest-normal.dcm")]


def pixels(dtype: type) -> npt.NDArray[np.uint8]:
    return np.random.default_rng(5).integers(0, np.iinfo(dtype).max, (9, 11), dtype, endpoint=True)


def errors_of(path: Path) -> list[str]:
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy (dicom3tools) is not installed")
    found = subprocess.run(["dciodvfy", "-new", path], capture_output=True, text=True, check=False)
    return [line for line in (found.stdout + found.stderr).splitlines() if line.startswith("Error")]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pixels_and_attributes_come_back(dtype: type, tmp_path: Path) -> None:
    path, picture = tmp_path / "a.dcm", pixels(dtype)
    write_dx(path, picture, TEXT, SPACING, "Made for a test", window=Window(30.5, 60.0), jpeg_ratio=7.5)
    dataset = pydicom.dcmread(path)
    np.testing.assert_array_equal(dataset.pixel_array, picture)
    assert dataset.PatientName == "Żółć^Ewa"
    assert dataset.StudyInstanceUID == "2.25.42"
    assert dataset.ImagerPixelSpacing == [0.2, 0.1]
    assert "PixelSpacing" not in dataset
    assert (dataset.WindowCenter, dataset.WindowWidth) == (30.5, 60)
    assert dataset.PatientOrientation == ["L", "F"]
    assert (dataset.LossyImageCompression, dataset.LossyImageCompressionRatio) == ("01", 7.5)
    assert dataset.DerivationDescription == "Made for a test"


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("text", [TEXT, StudyText(patient_orientation=("A", "F"), body_part="CHEST")])
def test_dciodvfy_finds_no_error(dtype: type, text: StudyText, tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    write_dx(path, pixels(dtype), text, SPACING, "Made for a test")
    assert errors_of(path) == []


@pytest.mark.parametrize("demo", DEMOS, ids=lambda path: path.stem)
def test_demo_studies_are_valid_and_anonymous(demo: Path) -> None:
    dataset = pydicom.dcmread(demo)
    assert dataset.PatientID.startswith("DEMO-")
    assert "CC BY" in dataset.DerivationDescription
    assert dataset.pixel_array.shape == (dataset.Rows, dataset.Columns)
    assert errors_of(demo) == []


def test_uids_are_new_valid_and_follow_from_the_content(tmp_path: Path) -> None:
    picture = pixels(np.uint8)
    for name, data in (("one", picture), ("same", picture), ("other", picture + 1)):
        write_dx(tmp_path / name, data, TEXT, SPACING, "Made for a test")
    one, other = (pydicom.dcmread(tmp_path / name) for name in ("one", "other"))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "same").read_bytes()
    assert one.SOPInstanceUID != other.SOPInstanceUID
    assert len({one.StudyInstanceUID, one.SeriesInstanceUID, one.SOPInstanceUID}) == 3
    root, number = one.SOPInstanceUID.rsplit(".", 1)
    assert root == "2.25"
    assert UUID(int=int(number)).version == 8


def test_default_window_is_the_whole_range(tmp_path: Path) -> None:
    write_dx(tmp_path / "a.dcm", pixels(np.uint16), TEXT, SPACING, "Made for a test")
    dataset = pydicom.dcmread(tmp_path / "a.dcm")
    assert (dataset.WindowCenter, dataset.WindowWidth) == (32768, 65536)


@pytest.mark.parametrize("spacing", [None, PixelSpacing(1, 1, SpacingOrigin.USER)])
def test_without_spacing_at_the_detector_it_is_refused(spacing: PixelSpacing | None, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Imager Pixel Spacing"):
        write_dx(tmp_path / "a.dcm", pixels(np.uint8), TEXT, spacing, "Made for a test")


def test_without_orientation_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Patient Orientation"):
        write_dx(tmp_path / "a.dcm", pixels(np.uint8), StudyText(), SPACING, "Made for a test")
    assert not list(tmp_path.iterdir())


def test_other_parts_of_the_body_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="ABDOMEN"):
        write_dx(tmp_path / "a.dcm", pixels(np.uint8), StudyText(body_part="ABDOMEN"), SPACING, "Made")


def test_colour_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="uint8 or uint16"):
        write_dx(tmp_path / "a.dcm", np.zeros((4, 4, 3), np.uint8), TEXT, SPACING, "Made for a test")
