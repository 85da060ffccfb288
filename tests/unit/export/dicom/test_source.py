"""The instance that exports refer to: a DICOM file's own header, or one made of a picture file."""

from pathlib import Path

import numpy as np
import pydicom
import pytest
from dicom_validators import errors_in
from export_films import instance, write_film

from cxrviewer.display import modality_values, render_grey8
from cxrviewer.export.dicom.files import encoded
from cxrviewer.export.dicom.source import needs_source, source_for, write_source
from cxrviewer.readers import read_image


@pytest.mark.parametrize("kind", ["png", "sixteen-bit png", "float tiff"])
def test_a_picture_becomes_one_valid_instance(tmp_path: Path, kind: str) -> None:
    image = read_image(write_film(tmp_path, kind))
    assert needs_source(image)
    write_source(tmp_path / "a.dcm", image)
    write_source(tmp_path / "b.dcm", image)
    assert (tmp_path / "a.dcm").read_bytes() == (tmp_path / "b.dcm").read_bytes()
    assert errors_in(tmp_path / "a.dcm") == []
    written = pydicom.dcmread(tmp_path / "a.dcm")
    header = source_for(image)
    assert (header.SOPInstanceUID, header.StudyInstanceUID) == (
        written.SOPInstanceUID,
        written.StudyInstanceUID,
    )
    assert "PixelData" not in header


def test_values_are_the_pictures_own(tmp_path: Path) -> None:
    image = read_image(write_film(tmp_path, "sixteen-bit png"))
    write_source(tmp_path / "a.dcm", image)
    assert np.array_equal(pydicom.dcmread(tmp_path / "a.dcm").pixel_array, image.pixels)


def test_floats_come_back_within_a_step(tmp_path: Path) -> None:
    image = read_image(write_film(tmp_path, "float tiff"))
    write_source(tmp_path / "a.dcm", image)
    again = read_image(tmp_path / "a.dcm")
    step = (image.pixels.max() - image.pixels.min()) / 65535
    values = modality_values(again.pixels, again.modality)
    assert np.allclose(values, image.pixels, atol=0.51 * step)
    difference = render_grey8(again).astype(int) - render_grey8(image)
    assert np.abs(difference).max() <= 1


def test_the_header_of_a_dicom_file_is_its_own(tmp_path: Path) -> None:
    path = write_film(tmp_path, "mono1")
    header = source_for(read_image(path))
    assert header.SOPInstanceUID == "1.2.3.4.5"
    assert header.PatientName == "Müller^Jörg"
    assert "PixelData" not in header


def test_missing_uids_are_the_same_each_time(tmp_path: Path) -> None:
    bare = instance()
    path = tmp_path / "film.dcm"
    data = encoded(bare)
    del bare.StudyInstanceUID, bare.SeriesInstanceUID
    path.write_bytes(encoded(bare))
    assert path.read_bytes() != data
    first, second = (source_for(read_image(path)) for _ in range(2))
    assert first.StudyInstanceUID == second.StudyInstanceUID
    assert first.StudyInstanceUID != first.SeriesInstanceUID
