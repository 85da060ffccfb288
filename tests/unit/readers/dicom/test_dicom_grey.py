"""Attributes of the grey scale: transforms, polarity, padding; what is broken is left out."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian

from cxrviewer.readers import read_image
from cxrviewer.study import LookupTable, PresentationLut, Rescale, VoiFunction, Window

CELLS = np.array([[0, 1], [2, 3]], np.uint16)


def lut_item(descriptor: list[int], data: bytes | list[int], vr: str = "OW", **attributes: object) -> Dataset:
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if min(descriptor) < 0 else "US", descriptor)
    item.add_new("LUTData", vr, data)
    for keyword, value in attributes.items():
        setattr(item, keyword, value)
    return item


def words(*values: int, order: str = "<") -> bytes:
    return np.array(values, f"{order}u2").tobytes()


def test_no_transform_is_identity(write_dicom: Callable[..., Path]) -> None:
    image = read_image(write_dicom(CELLS))
    assert (image.modality, image.units, image.vois, image.padding) == (Rescale(), "", (), None)
    assert image.presentation_lut is None


def test_rescaling_and_its_units(write_dicom: Callable[..., Path]) -> None:
    image = read_image(write_dicom(CELLS, RescaleSlope="-2.5", RescaleIntercept="7", RescaleType="OD"))
    assert (image.modality, image.units) == (Rescale(-2.5, 7.0), "OD")


@pytest.mark.parametrize(
    ("modality", "kind", "units"), [("CT", None, "HU"), ("CT", "US", ""), ("DX", None, "")]
)
def test_units_without_a_type(
    write_dicom: Callable[..., Path], modality: str, kind: str | None, units: str
) -> None:
    path = write_dicom(CELLS, Modality=modality, RescaleSlope=1, RescaleIntercept=-1024, RescaleType=kind)
    assert read_image(path).units == ("" if kind == "US" else units)


def test_a_slope_of_zero_is_left_out(write_dicom: Callable[..., Path]) -> None:
    image = read_image(write_dicom(CELLS, RescaleSlope=0, RescaleIntercept=5))
    assert image.modality == Rescale()
    assert image.notices == ("Rescale Slope is zero and was left out.",)


@pytest.mark.parametrize(
    ("attributes", "name"),
    [({"RescaleSlope": 2}, "Rescale Slope"), ({"RescaleIntercept": 0}, "Rescale Intercept")],
)
def test_half_a_rescaling_is_left_out(
    write_dicom: Callable[..., Path], attributes: dict[str, object], name: str
) -> None:
    image = read_image(write_dicom(CELLS, **attributes))
    assert image.modality == Rescale()
    assert image.notices == (f"{name} stands alone and was left out.",)


@pytest.mark.parametrize(
    ("attributes", "first"),
    [
        ({}, 65000),
        ({"RescaleSlope": 1, "RescaleIntercept": -1024}, -536),
        ({"RescaleSlope": -1, "RescaleIntercept": 65535}, 65000),
        ({"RescaleSlope": -1, "RescaleIntercept": 0}, -536),
        ({"PixelRepresentation": 1}, -536),
        ({"PixelRepresentation": 1, "RescaleSlope": 1, "RescaleIntercept": 32768}, 65000),
    ],
)
def test_the_first_mapped_value_is_signed_as_modality_values_are(
    write_dicom: Callable[..., Path], attributes: dict[str, object], first: int
) -> None:
    table = lut_item([2, 65000, 8], words(0, 255))
    (voi,) = read_image(write_dicom(CELLS, VOILUTSequence=[table], **attributes)).vois
    assert isinstance(voi, LookupTable)
    assert voi.first_mapped == first


def test_after_a_modality_lut_the_first_mapped_value_is_unsigned(write_dicom: Callable[..., Path]) -> None:
    modality = lut_item([2, 0, 16], words(0, 65535), ModalityLUTType="US")
    voi_lut = lut_item([2, 40000, 8], words(0, 255))
    path = write_dicom(CELLS, PixelRepresentation=1, ModalityLUTSequence=[modality], VOILUTSequence=[voi_lut])
    (voi,) = read_image(path).vois
    assert isinstance(voi, LookupTable)
    assert voi.first_mapped == 40000


def test_the_number_of_entries_is_unsigned_whatever_its_vr(write_dicom: Callable[..., Path]) -> None:
    entries = np.arange(40000, dtype="<u2").tobytes()
    table = lut_item([40000, -20000, 16], entries)
    (voi,) = read_image(write_dicom(CELLS, PixelRepresentation=1, VOILUTSequence=[table])).vois
    assert isinstance(voi, LookupTable)
    assert (voi.entries.size, voi.first_mapped) == (40000, -20000)


def test_modality_lut_of_12_bits(write_dicom: Callable[..., Path]) -> None:
    item = lut_item([4, 0, 12], words(0, 100, 2000, 4095), ModalityLUTType="OD")
    image = read_image(write_dicom(CELLS, ModalityLUTSequence=[item]))
    assert isinstance(image.modality, LookupTable)
    assert image.modality.entries.tolist() == [0, 100, 2000, 4095]
    assert (image.modality.bits, image.units) == (12, "OD")


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_entries_of_a_voi_lut_in_every_byte_order(write_dicom: Callable[..., Path], syntax: UID) -> None:
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    item = lut_item([4, 10, 16], words(1, 256, 515, 65535, order=order), LUTExplanation="CHEST")
    (table,) = read_image(write_dicom(CELLS, syntax=syntax, VOILUTSequence=[item])).vois
    assert isinstance(table, LookupTable)
    assert table.entries.tolist() == [1, 256, 515, 65535]
    assert (table.first_mapped, table.explanation) == (10, "CHEST")


@pytest.mark.parametrize(
    ("data", "vr"),
    [
        (bytes([9, 8, 7, 0]), "OW"),  # two 8-bit entries a word
        (words(9, 8, 7), "OW"),  # one a word
        ([9, 8, 7], "US"),
        ([8 * 256 + 9, 7], "US"),
    ],
)
def test_8_bit_entries_in_16_bit_words(
    write_dicom: Callable[..., Path], data: bytes | list[int], vr: str
) -> None:
    (table,) = read_image(write_dicom(CELLS, VOILUTSequence=[lut_item([3, 0, 8], data, vr)])).vois
    assert isinstance(table, LookupTable)
    assert table.entries.tolist() == [9, 8, 7]


def test_the_first_mapped_value_of_signed_pixels_may_be_negative(write_dicom: Callable[..., Path]) -> None:
    item = lut_item([2, 65536 - 1024, 16], words(0, 65535))
    path = write_dicom(CELLS, PixelRepresentation=1, VOILUTSequence=[item])
    (table,) = read_image(path).vois
    assert isinstance(table, LookupTable)
    assert table.first_mapped == -1024


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (lut_item([4, 0, 16], words(0, 1)), "holds 2 of 4 entries"),
        (lut_item([2, 0, 12], words(0, 4096)), "has entries of more than 12 bits"),
        (lut_item([2, 0, 99], words(0, 1)), "has an impossible LUT Descriptor"),
        (lut_item([2, 0], words(0, 1)), "has no valid LUT Descriptor"),
        (Dataset(), "has no valid LUT Descriptor"),
    ],
)
def test_a_broken_voi_lut_gives_way_to_the_window_with_a_notice(
    write_dicom: Callable[..., Path], item: Dataset, reason: str
) -> None:
    image = read_image(write_dicom(CELLS, VOILUTSequence=[item], WindowCenter=2, WindowWidth=4))
    assert image.vois == (Window(2, 4),)
    assert image.notices == (f"VOI LUT Sequence {reason} and was left out.",)


def test_windows_keep_their_explanations_and_function(write_dicom: Callable[..., Path]) -> None:
    path = write_dicom(
        CELLS,
        WindowCenter=["40", "-600"],
        WindowWidth=["400", "1500"],
        WindowCenterWidthExplanation=["SOFT", "LUNG"],
        VOILUTFunction="LINEAR_EXACT",
    )
    exact = VoiFunction.LINEAR_EXACT
    assert read_image(path).vois == (Window(40, 400, exact, "SOFT"), Window(-600, 1500, exact, "LUNG"))


def test_tables_come_before_windows(write_dicom: Callable[..., Path]) -> None:
    item = lut_item([2, 0, 16], words(0, 65535))
    vois = read_image(write_dicom(CELLS, VOILUTSequence=[item], WindowCenter=2, WindowWidth=4)).vois
    assert [type(voi) for voi in vois] == [LookupTable, Window]


@pytest.mark.parametrize(
    ("function", "width", "kept"),
    [
        ("LINEAR", "0", False),
        ("LINEAR", "-5", False),
        ("LINEAR", "0.5", False),
        ("LINEAR", "1", True),
        ("LINEAR_EXACT", "0.5", True),
        ("SIGMOID", "0.5", True),
        ("SIGMOID", "0", False),
    ],
)
def test_widths_that_the_standard_forbids_are_left_out(
    write_dicom: Callable[..., Path], function: str, width: str, kept: bool
) -> None:
    image = read_image(write_dicom(CELLS, WindowCenter=2, WindowWidth=width, VOILUTFunction=function))
    assert bool(image.vois) is kept
    assert image.notices == (() if kept else ("Window Width is too small and was left out.",))


def test_a_window_that_is_no_number_is_left_out(write_dicom: Callable[..., Path], tmp_path: Path) -> None:
    path = write_dicom(CELLS, WindowCenter="2048", WindowWidth="4096")
    broken = tmp_path / "broken.dcm"
    broken.write_bytes(path.read_bytes().replace(b"2048", b"nan "))
    image = read_image(broken)
    assert image.vois == ()
    assert "Window Center is not a number and was left out." in image.notices


def test_an_unknown_function_is_taken_as_linear_with_a_notice(write_dicom: Callable[..., Path]) -> None:
    image = read_image(write_dicom(CELLS, WindowCenter=2, WindowWidth=4, VOILUTFunction="CUBIC"))
    assert image.vois == (Window(2, 4),)
    assert image.notices == ("VOI LUT Function is unknown and was left out.",)


def test_functional_groups_of_the_frame(
    write_dicom: Callable[..., Path], make_item: Callable[..., Dataset]
) -> None:
    frames = [
        make_item(
            FrameVOILUTSequence=[make_item(WindowCenter=number, WindowWidth=10 * number)],
            PixelValueTransformationSequence=[make_item(RescaleSlope=number, RescaleIntercept=-number)],
        )
        for number in (1, 2)
    ]
    shared = make_item(PixelMeasuresSequence=[make_item(PixelSpacing=[0.5, 0.25])])
    path = write_dicom(
        np.stack([CELLS, CELLS]),
        NumberOfFrames=2,
        PerFrameFunctionalGroupsSequence=frames,
        SharedFunctionalGroupsSequence=[shared],
    )
    image = read_image(path, 2)
    assert image.vois == (Window(2, 20),)
    assert image.modality == Rescale(2, -2)
    assert image.spacing is not None
    assert (image.spacing.row_mm, image.spacing.column_mm) == (0.5, 0.25)


def test_polarity_attributes(write_dicom: Callable[..., Path]) -> None:
    path = write_dicom(CELLS, PhotometricInterpretation="MONOCHROME1", PresentationLUTShape="INVERSE")
    image = read_image(path)
    assert (image.photometric, image.presentation_lut) == ("MONOCHROME1", PresentationLut.INVERSE)
    assert image.notices == ()


@pytest.mark.parametrize(("photometric", "shape"), [("MONOCHROME1", "IDENTITY"), ("MONOCHROME2", "INVERSE")])
def test_a_contradicting_polarity_is_told(
    write_dicom: Callable[..., Path], photometric: str, shape: str
) -> None:
    image = read_image(write_dicom(CELLS, PhotometricInterpretation=photometric, PresentationLUTShape=shape))
    assert (image.photometric, image.presentation_lut) == (photometric, shape)
    (notice,) = image.notices
    assert photometric in notice
    assert shape in notice


def test_an_unknown_presentation_lut_shape_is_left_out(write_dicom: Callable[..., Path]) -> None:
    image = read_image(write_dicom(CELLS, PresentationLUTShape="LIN OD"))
    assert image.presentation_lut is None
    assert image.notices == ("Presentation LUT Shape is unknown and was left out.",)


@pytest.mark.parametrize(
    ("signed", "value", "limit", "expected"),
    [(0, 5, None, (5, 5)), (0, 9, 4, (4, 9)), (1, -32768, None, (-32768, -32768))],
)
def test_padding(
    write_dicom: Callable[..., Path], signed: int, value: int, limit: int | None, expected: tuple[int, int]
) -> None:
    path = write_dicom(
        CELLS, PixelRepresentation=signed, PixelPaddingValue=value, PixelPaddingRangeLimit=limit
    )
    assert read_image(path).padding == expected
