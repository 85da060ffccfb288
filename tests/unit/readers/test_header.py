"""Headers without pixels, as a list of films needs them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from pydicom.data import get_testdata_file
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_header, read_image

CELLS = np.zeros((3, 4), np.uint16)


@pytest.mark.parametrize(
    "syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]
)
def test_header_of_every_encoding(write_dicom: Callable[..., Path], syntax: str) -> None:
    path = write_dicom(CELLS, syntax=syntax, PatientName="Doe^Jane", StudyDate="20240131", InstanceNumber=7)
    header = read_header(path)
    assert (header.format, header.rows, header.columns, header.frames) == ("DICOM", 3, 4, 1)
    assert (header.text.patient_name, header.text.instance_number) == ("Doe, Jane", "7")
    assert header.transfer_syntax_uid == syntax
    assert header.is_image
    assert header.description == "Digital X-Ray Image Storage - For Presentation"
    assert (header.size_bytes, header.modified_ns) == (path.stat().st_size, path.stat().st_mtime_ns)


def test_texts_are_those_of_the_whole_file(write_dicom: Callable[..., Path]) -> None:
    path = write_dicom(
        CELLS,
        SpecificCharacterSet=["", "ISO 2022 IR 87"],
        PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう",
        PatientID=" 12\0",
        StudyDescription="chest\tpa\\ap",
        PatientOrientation=["L", "F"],
        Laterality="R",
    )
    text = read_header(path).text
    assert text == read_image(path).text
    assert (text.patient_name, text.patient_id, text.study_description) == ("Yamada, Tarou", "12", "chest pa")
    assert (text.patient_orientation, text.image_laterality) == (("L", "F"), "R")


@pytest.mark.films
def test_texts_of_real_files_are_those_of_the_whole_file(dicom_collection: Path) -> None:
    compared = 0
    for path in sorted(dicom_collection.glob("*.dcm")):
        try:
            image = read_image(path)
        except ReadError:
            continue
        header = read_header(path)
        orientation = header.text.patient_orientation or image.text.patient_orientation
        assert replace(header.text, patient_orientation=orientation) == image.text  # planes are a frame's
        assert header.frames == image.source.frames
        compared += 1
    assert compared > 20


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("rtplan.dcm", "RT Plan Storage"),
        ("reportsi.dcm", "Basic Text SR Storage"),
        ("DICOMDIR", "Media Storage Directory Storage"),
    ],
)
def test_what_is_no_image_is_named(name: str, description: str) -> None:
    header = read_header(Path(str(get_testdata_file(name))))
    assert not header.is_image
    assert (header.rows, header.frames, header.description) == (0, 0, description)


def test_a_header_longer_than_its_first_part(write_dicom: Callable[..., Path]) -> None:
    path = write_dicom(CELLS + 5, ImageComments="x" * 10_000, EncapsulatedDocument=bytes(300_000))
    assert read_header(path).rows == 3
    assert read_image(path).pixels.tolist() == (CELLS + 5).tolist()


@pytest.mark.parametrize(("suffix", "kind"), [("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF")])
def test_pictures(tmp_path: Path, suffix: str, kind: str) -> None:
    path = tmp_path / f"film.{suffix}"
    Pillow.fromarray(np.zeros((3, 4), np.uint8)).save(path)
    header = read_header(path)
    assert (header.format, header.rows, header.columns, header.frames) == (kind, 3, 4, 1)
    assert header.is_image
    path.write_bytes(path.read_bytes()[:14])
    with pytest.raises(ReadError, match=rf"film\.{suffix}: is damaged: no {kind} header can be read"):
        read_header(path)


def test_pages_of_a_tiff(tmp_path: Path) -> None:
    pages = [Pillow.new("L", (4, 3))] * 3
    pages[0].save(tmp_path / "film.tif", save_all=True, append_images=pages[1:])
    assert read_header(tmp_path / "film.tif").frames == 3


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a film " * 50)
    with pytest.raises(ReadError, match=r"notes\.txt: is not a DICOM file"):
        read_header(tmp_path / "notes.txt")
    with pytest.raises(ReadError, match="does not exist"):
        read_header(tmp_path / "missing.dcm")


@pytest.mark.parametrize(
    ("stray", "skipped"), [(b" ", "1 byte was"), (bytes(128) + b"DIC\0", "132 bytes were")]
)
def test_stray_bytes_before_the_data_set_are_skipped_and_said_so(
    write_dicom: Callable[..., Path], stray: bytes, skipped: str
) -> None:
    path = write_dicom(CELLS)
    data = path.read_bytes()
    path.write_bytes(stray + data[132 if len(stray) > 1 else data.index(b"\x08\0\x16\0") :])
    assert read_header(path).rows == 3
    assert read_image(path).notices == (f"{skipped} skipped before the data set.",)
