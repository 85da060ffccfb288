"""Segmentations of this program and of others as masks on the images that they were made of."""

from contextlib import suppress
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
from export_films import COLUMNS, ROWS, request_of, write_film
from highdicom.seg import SegmentDescription
from pydicom.sr.codedict import codes
from pydicom.uid import RLELossless

from cxrviewer.errors import ReadError
from cxrviewer.export.dicom.seg import write_seg
from cxrviewer.readers.layers import ImageReference, ImportedLayers, read_layers

MASK = np.random.default_rng(5).random((ROWS, COLUMNS)) < 0.4


def masks(layers: ImportedLayers) -> dict[tuple[ImageReference, str], np.ndarray]:
    return {(image, one.label): one.mask.labels() for image, one in layers.segments}


@pytest.mark.parametrize(("kind", "frame"), [("mono1", 1), ("ct", 1), ("multiframe", 3), ("png", 1)])
def test_our_own_come_back_exactly(tmp_path: Path, kind: str, frame: int) -> None:
    request = request_of(write_film(tmp_path, kind), frame)
    write_seg(tmp_path / "seg.dcm", request)
    layers = read_layers(tmp_path / "seg.dcm")
    assert request.analysis is not None
    labels = request.analysis.lungs.labels
    image = ImageReference(request.source.SOPInstanceUID, frame if kind == "multiframe" else None)
    found = masks(layers)
    assert found.keys() == {(image, "Right lung"), (image, "Left lung")}
    assert np.array_equal(found[image, "Right lung"], labels == 1)
    assert np.array_equal(found[image, "Left lung"], labels == 2)
    assert layers.notices == ()
    assert {one.origin for _, one in layers.segments} == {"segmentation of cxrviewer"}


def written_by_highdicom(
    folder: Path, kind: str, pixels: np.ndarray, labels: tuple[str, ...], **more: object
) -> Path:
    """Write a segmentation of the CT film with another library."""
    film = pydicom.dcmread(write_film(folder, "ct"))
    described = [
        SegmentDescription(
            number, label, codes.SCT.Tissue, codes.SCT.Lung, highdicom.seg.SegmentAlgorithmTypeValues.MANUAL
        )
        for number, label in enumerate(labels, 1)
    ]
    seg = highdicom.seg.Segmentation(
        [film], pixels, kind, described, "1.2.77", 5, "1.2.78", 1, "Someone", "Thing", "1", "1", **more
    )
    seg.save_as(folder / "other.dcm")
    return folder / "other.dcm"


@pytest.mark.parametrize("compressed", [False, True])
def test_a_fractional_one_is_shown_where_it_is_half_certain(tmp_path: Path, compressed: bool) -> None:
    shares = np.random.default_rng(6).random((1, ROWS, COLUMNS)).astype(np.float32)
    path = written_by_highdicom(tmp_path, "FRACTIONAL", shares, ("a",), max_fractional_value=200)
    if compressed:
        seg = pydicom.dcmread(path)
        seg.compress(RLELossless, encoding_plugin="pydicom")
        seg.save_as(path)
    layers = read_layers(path)
    ((image, segment),) = layers.segments
    assert image == ImageReference("1.2.3.4.5")
    assert np.array_equal(segment.mask.labels() > 0, np.around(shares[0] * 200) >= 100)
    assert "half certain" in layers.notices[0]
    assert segment.origin == "segmentation of Someone"


def test_a_label_map_is_taken_apart(tmp_path: Path) -> None:
    pixels = np.random.default_rng(7).integers(0, 3, (1, ROWS, COLUMNS)).astype(np.uint8)
    layers = read_layers(written_by_highdicom(tmp_path, "LABELMAP", pixels, ("one", "two")))
    found = {one.label: one.mask.labels() for _, one in layers.segments}
    assert np.array_equal(found["one"], pixels[0] == 1)
    assert np.array_equal(found["two"], pixels[0] == 2)


def test_overlapping_segments_stay_apart_and_empty_ones_away(tmp_path: Path) -> None:
    pixels = np.stack([MASK, MASK | MASK[::-1], np.zeros_like(MASK)], axis=-1)[None].astype(np.uint8)
    path = written_by_highdicom(tmp_path, "BINARY", pixels, ("a", "b", "c"), omit_empty_frames=False)
    found = {one.label: one.mask.labels() for _, one in read_layers(path).segments}
    assert found.keys() == {"a", "b"}
    assert np.array_equal(found["b"], MASK | MASK[::-1])


def changed(folder: Path, *gone: str) -> Path:
    """Write one of ours without some attributes, wherever they are."""
    write_seg(folder / "seg.dcm", request_of(write_film(folder, "mono1")))
    seg = pydicom.dcmread(folder / "seg.dcm")

    def leave_out(dataset: pydicom.Dataset, element: pydicom.DataElement) -> None:
        if element.keyword in gone:
            del dataset[element.tag]

    seg.walk(leave_out)
    seg.save_as(folder / "seg.dcm")
    return folder / "seg.dcm"


def test_a_frame_without_a_source_belongs_to_the_only_instance(tmp_path: Path) -> None:
    layers = read_layers(changed(tmp_path, "DerivationImageSequence"))
    assert {image for image, _ in layers.segments} == {ImageReference("1.2.3.4.5")}


def test_what_belongs_nowhere_is_told(tmp_path: Path) -> None:
    layers = read_layers(changed(tmp_path, "DerivationImageSequence", "ReferencedSeriesSequence"))
    assert layers.segments == ()
    assert layers.notices == ("A frame that does not say which image it belongs to was left out.",)


def test_what_names_no_segment_is_told(tmp_path: Path) -> None:
    layers = read_layers(changed(tmp_path, "SegmentIdentificationSequence"))
    assert layers.notices == ("A frame that does not say which segment it shows was left out.",)


def test_unnamed_segments_have_numbers(tmp_path: Path) -> None:
    layers = read_layers(changed(tmp_path, "SegmentLabel", "CodeMeaning"))
    assert {one.label for _, one in layers.segments} == {"Segment 1", "Segment 2"}


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="without pixel data"):
        read_layers(changed(tmp_path, "PixelData"))
    write_seg(tmp_path / "seg.dcm", request_of(write_film(tmp_path, "mono1")))
    data = (tmp_path / "seg.dcm").read_bytes()
    for cut in range(200, len(data), max(1, len(data) // 40)):
        (tmp_path / "cut.dcm").write_bytes(data[:cut])
        with suppress(ReadError):
            read_layers(tmp_path / "cut.dcm")
