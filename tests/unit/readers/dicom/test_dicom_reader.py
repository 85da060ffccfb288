"""DICOM files that are odd or bad: each opens rightly or is refused by one sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.data import get_testdata_file
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_image
from cxrviewer.study import Image, PixelSpacing, SpacingOrigin

CELLS = np.array([[0, 1], [2, 3]], np.uint16)


@pytest.mark.parametrize(
    ("attributes", "origin", "row_mm"),
    [
        ({"PixelSpacing": [0.2, 0.1], "ImagerPixelSpacing": [9, 9]}, SpacingOrigin.PIXEL_SPACING, 0.2),
        ({"ImagerPixelSpacing": [0.3, 0.1], "NominalScannedPixelSpacing": [9, 9]}, SpacingOrigin.IMAGER, 0.3),
        ({"NominalScannedPixelSpacing": [0.4, 0.1]}, SpacingOrigin.NOMINAL_SCANNED, 0.4),
        ({"PixelSpacing": [0, 0], "ImagerPixelSpacing": [0.3, 0.1]}, SpacingOrigin.IMAGER, 0.3),
    ],
)
def test_millimetres_say_where_they_come_from(
    write_dicom: Callable[..., Path], attributes: dict[str, Any], origin: SpacingOrigin, row_mm: float
) -> None:
    assert read_image(write_dicom(CELLS, **attributes)).spacing == PixelSpacing(row_mm, 0.1, origin)


def test_without_spacing_there_are_no_millimetres(write_dicom: Callable[..., Path]) -> None:
    image = read_image(write_dicom(CELLS, PixelAspectRatio=[3, 2]))
    assert image.spacing is None
    assert image.pixel_aspect_ratio == 1.5


def test_texts_of_patient_and_study(write_dicom: Callable[..., Path]) -> None:
    path = write_dicom(
        CELLS,
        SpecificCharacterSet="ISO_IR 192",
        PatientName="Müller^Änne^^Dr.",
        PatientID="12\n34",
        StudyDate="20240131",
        PatientOrientation=["L", "F"],
        Laterality="R",
        InstanceNumber=7,
    )
    text = read_image(path).text
    assert text.patient_name == "Müller, Änne"
    assert text.patient_id == "12 34"
    assert text.patient_orientation == ("L", "F")
    assert (text.study_date, text.image_laterality, text.instance_number) == ("20240131", "R", "7")
    assert text.accession_number == ""


def test_an_unknown_character_set_does_not_stop_reading(
    write_dicom: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_dicom(CELLS, SpecificCharacterSet="ISO_IR 192", PatientName="Äß^Q")
    odd = tmp_path / "odd.dcm"
    odd.write_bytes(path.read_bytes().replace(b"ISO_IR 192", b"ISO_IR 999"))
    assert read_image(odd).pixels.tolist() == CELLS.tolist()


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_a_data_set_without_preamble_and_meta_information(
    write_dicom: Callable[..., Path], tmp_path: Path, syntax: UID
) -> None:
    data = write_dicom(CELLS, syntax=syntax).read_bytes()
    first_tag = b"\x08\0\x16\0" if syntax == ImplicitVRLittleEndian else b"\0\x08\0\x16"
    bare = tmp_path / "bare"
    bare.write_bytes(data[data.index(first_tag) :])
    assert read_image(bare).pixels.tolist() == CELLS.tolist()


def test_a_preamble_that_looks_like_a_tiff_is_still_dicom(
    write_dicom: Callable[..., Path], tmp_path: Path
) -> None:
    data = write_dicom(CELLS).read_bytes()
    dual = tmp_path / "dual.dcm"
    dual.write_bytes(b"II*\0" + data[4:])
    assert read_image(dual).source.format == "DICOM"


def test_a_file_with_explicit_syntax_and_implicit_elements() -> None:
    image = read_image(Path(str(get_testdata_file("SC_rgb_jpeg.dcm"))))
    assert (image.rows, image.columns) == (256, 256)


def test_one_pixel(write_dicom: Callable[..., Path]) -> None:
    assert read_image(write_dicom(np.array([[7]], np.uint16))).pixels.tolist() == [[7]]


def test_bits_stored_missing_is_noted(write_dicom: Callable[..., Path]) -> None:
    image = read_image(write_dicom(CELLS, BitsStored=None, HighBit=None))
    assert image.pixels.tolist() == CELLS.tolist()
    assert image.notices == ("Bits Stored is missing: all allocated bits are taken.",)


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"Rows": None}, "does not say its Rows"),
        ({"Columns": 0}, r"has an impossible value of Columns \(0\)"),
        ({"BitsAllocated": None}, "does not say its Bits Allocated"),
        ({"BitsAllocated": 24, "BitsStored": 12}, "has 24 bits per pixel, which is not supported"),
        ({"BitsStored": 17}, "has an impossible value of Bits Stored"),
        ({"PhotometricInterpretation": None}, "does not say what its pixel values mean"),
        ({"PhotometricInterpretation": "HSV"}, "has the photometric interpretation HSV"),
        ({"SamplesPerPixel": 4}, "has 4 samples per pixel, which does not fit MONOCHROME2"),
        ({"NumberOfFrames": -1}, r"has an impossible number of frames \(-1\)"),
        ({"Rows": 65535, "Columns": 65535}, r"is too large a picture \(65535 x 65535 pixels\)"),
    ],
)
def test_headers_that_make_no_picture(
    write_dicom: Callable[..., Path], attributes: dict[str, Any], reason: str
) -> None:
    cells = CELLS[np.newaxis] if "NumberOfFrames" in attributes else CELLS
    with pytest.raises(ReadError, match=rf"film\.dcm: {reason}"):
        read_image(write_dicom(cells, **attributes))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("rtplan.dcm", "holds no image: RT Plan Storage"),
        ("no_meta_group_length.dcm", "is incomplete: RT Image Storage without pixel data"),
        ("reportsi.dcm", "holds no image: Basic Text SR Storage"),
        ("DICOMDIR", "holds no image: Media Storage Directory Storage"),
        ("waveform_ecg.dcm", "holds no image: 12-lead ECG Waveform Storage"),
    ],
)
def test_other_objects_are_named(name: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_image(Path(str(get_testdata_file(name))))


def test_a_deflate_bomb_is_refused(write_dicom: Callable[..., Path], tmp_path: Path) -> None:
    from hostile.streams import bomb
    from pydicom.uid import DeflatedExplicitVRLittleEndian

    path = write_dicom(CELLS, syntax=DeflatedExplicitVRLittleEndian)
    data = path.read_bytes()
    group_length = int.from_bytes(data[140:144], "little")
    hostile = tmp_path / "bomb.dcm"
    hostile.write_bytes(data[: 144 + group_length] + bomb(b"", 40))
    with pytest.raises(ReadError, match=r"bomb\.dcm: is too large once inflated"):
        read_image(hostile)


def test_sequences_without_end_are_refused(write_dicom: Callable[..., Path], tmp_path: Path) -> None:
    data = write_dicom(CELLS).read_bytes()
    deep = tmp_path / "deep.dcm"
    opening = b"\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\0\xe0\xff\xff\xff\xff"
    deep.write_bytes(data[: data.index(b"\x08\0\x60\0")] + opening * 20_000)
    with pytest.raises(ReadError, match=r"deep\.dcm: is damaged"):
        read_image(deep)


def read_or_refusal(path: Path) -> Image | ReadError:
    try:
        return read_image(path)
    except ReadError as refusal:
        return refusal


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 2**16),
)
def test_a_damaged_file_is_read_or_refused(
    write_dicom: Callable[..., Path], tmp_path: Path, edits: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(
        write_dicom(np.arange(64, dtype=np.uint16).reshape(8, 8), WindowCenter=3, WindowWidth=9).read_bytes()
    )
    for place, value in edits:
        data[place % len(data)] = value
    damaged = tmp_path / "damaged.dcm"
    damaged.write_bytes(data[: max(1, cut % (2 * len(data)))])
    outcome = read_or_refusal(damaged)
    assert isinstance(outcome, Image) or str(outcome).startswith(str(damaged))
