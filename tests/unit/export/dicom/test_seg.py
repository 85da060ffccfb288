"""The lung mask as DICOM SEG, read by highdicom, pydicom and dcmtk and judged by dicom3tools."""

from dataclasses import replace
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
from dicom_validators import errors_in, inconsistencies, run_program
from export_films import MODEL, request_of, write_film

from cxrviewer.analysis.rereading import BY_HAND
from cxrviewer.errors import FileError
from cxrviewer.export.dicom.seg import write_seg
from cxrviewer.export.dicom.source import needs_source, write_source


def test_pixels_come_back_exactly_in_another_library(film: Path, tmp_path: Path) -> None:
    request = request_of(film)
    write_seg(tmp_path / "a.dcm", request)
    seg = highdicom.seg.segread(tmp_path / "a.dcm")
    uid = request.source.SOPInstanceUID
    if request.image.source.frames > 1:
        masks = seg.get_pixels_by_source_frame(uid, [1])
    else:
        masks = seg.get_pixels_by_source_instance([uid])
    assert request.analysis is not None
    assert np.array_equal(masks[0, ..., 0], request.analysis.lungs.labels == 1)
    assert np.array_equal(masks[0, ..., 1], request.analysis.lungs.labels == 2)


def test_dcmtk_reads_the_same_bits(film: Path, tmp_path: Path) -> None:
    request = request_of(film)
    write_seg(tmp_path / "a.dcm", request)
    run_program("dcmdump", "+W", tmp_path, "+P", "7fe0,0010", tmp_path / "a.dcm")
    raw = (tmp_path / "a.dcm.0.raw").read_bytes()
    assert request.analysis is not None
    labels = request.analysis.lungs.labels
    bits = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little")[: 2 * labels.size]
    right, left = bits.reshape(2, *labels.shape)
    assert np.array_equal(right + 2 * left, labels)


def test_validators_find_nothing(film: Path, tmp_path: Path) -> None:
    request = request_of(film)
    write_seg(tmp_path / "a.dcm", request)
    assert errors_in(tmp_path / "a.dcm") == []
    origin = film
    if needs_source(request.image):
        origin = tmp_path / "source.dcm"
        write_source(origin, request.image)
    assert inconsistencies(origin, tmp_path / "a.dcm") == ""


def test_segments_are_coded_and_name_the_model(tmp_path: Path) -> None:
    write_seg(tmp_path / "a.dcm", request_of(write_film(tmp_path, "mono1")))
    seg = pydicom.dcmread(tmp_path / "a.dcm")
    kinds = [item.SegmentedPropertyTypeCodeSequence[0] for item in seg.SegmentSequence]
    assert [(kind.CodeValue, kind.CodingSchemeDesignator) for kind in kinds] == [
        ("3341006", "SCT"),
        ("44029006", "SCT"),
    ]
    algorithm = seg.SegmentSequence[0].SegmentationAlgorithmIdentificationSequence[0]
    assert (algorithm.AlgorithmName, algorithm.AlgorithmVersion) == (MODEL.name, MODEL.version)
    assert MODEL.sha256 in algorithm.AlgorithmParameters
    assert seg.SegmentSequence[0].SegmentAlgorithmType == "AUTOMATIC"
    assert list(seg.PatientOrientation) == ["L", "F"]
    assert seg.PatientName == "Müller^Jörg"


def test_a_corrected_mask_is_not_called_automatic(tmp_path: Path) -> None:
    write_seg(tmp_path / "a.dcm", request_of(write_film(tmp_path, "mono1"), edited=True))
    assert pydicom.dcmread(tmp_path / "a.dcm").SegmentSequence[1].SegmentAlgorithmType == "SEMIAUTOMATIC"


def test_a_mask_that_no_model_gave_is_called_manual(tmp_path: Path) -> None:
    request = request_of(write_film(tmp_path, "mono1"), edited=True)
    assert request.analysis is not None
    by_hand = replace(request.analysis.lungs, model=BY_HAND)
    write_seg(tmp_path / "a.dcm", replace(request, analysis=replace(request.analysis, lungs=by_hand)))
    for item in pydicom.dcmread(tmp_path / "a.dcm").SegmentSequence:
        assert item.SegmentAlgorithmType == "MANUAL"
        assert "SegmentationAlgorithmIdentificationSequence" not in item
    assert errors_in(tmp_path / "a.dcm") == []


def test_an_empty_lung_is_an_empty_segment(tmp_path: Path) -> None:
    request = request_of(write_film(tmp_path, "mono1"))
    assert request.analysis is not None
    request.analysis.lungs.labels[:] = 1
    write_seg(tmp_path / "a.dcm", request)
    pixels = pydicom.dcmread(tmp_path / "a.dcm").pixel_array
    assert [frame.mean() for frame in pixels] == [1, 0]


def test_a_slice_keeps_its_place_and_spacing(tmp_path: Path) -> None:
    write_seg(tmp_path / "a.dcm", request_of(write_film(tmp_path, "ct")))
    seg = pydicom.dcmread(tmp_path / "a.dcm")
    shared = seg.SharedFunctionalGroupsSequence[0]
    assert list(shared.PixelMeasuresSequence[0].PixelSpacing) == [0.7, 0.8]
    place = seg.PerFrameFunctionalGroupsSequence[1].PlanePositionSequence[0]
    assert list(place.ImagePositionPatient) == [1, 2, 3]


def test_a_frame_of_several_is_referred_to(tmp_path: Path) -> None:
    write_seg(tmp_path / "a.dcm", request_of(write_film(tmp_path, "multiframe"), frame=3))
    group = pydicom.dcmread(tmp_path / "a.dcm").PerFrameFunctionalGroupsSequence[0]
    assert group.DerivationImageSequence[0].SourceImageSequence[0].ReferencedFrameNumber == 3


def test_without_a_mask_nothing_is_written(tmp_path: Path) -> None:
    request = replace(request_of(write_film(tmp_path, "mono1")), analysis=None)
    with pytest.raises(FileError, match="needs a lung mask"):
        write_seg(tmp_path / "a.dcm", request)
    assert not (tmp_path / "a.dcm").exists()


@pytest.mark.films
def test_real_films_give_valid_masks(dicom_collection: Path, tmp_path: Path) -> None:
    for name in ("pydicom-data__RG3_J2KI", "fo-dicom__CR-MONO1-10-chest", "pydicom__examples_overlay"):
        write_seg(tmp_path / "a.dcm", request_of(dicom_collection / f"{name}.dcm"))
        assert errors_in(tmp_path / "a.dcm") == [], name
