import math

import pytest
from pydicom.dataset import Dataset

from cxrviewer.readers.dicom.geometry import plane_orientation
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.text import study_text

S10, S30 = math.sin(math.radians(10)), math.sin(math.radians(30))


def header(**attributes: object) -> Tags:
    dataset = Dataset()
    for name, value in attributes.items():
        setattr(dataset, name, value)
    return Tags(dataset)


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [
        ([1, 0, 0, 0, 1, 0], ("L", "P")),  # axial, supine
        ([-1, 0, 0, 0, -1, 0], ("R", "A")),  # axial, prone
        ([1, 0, 0, 0, 0, -1], ("L", "F")),  # coronal
        ([0, 1, 0, 0, 0, -1], ("P", "F")),  # sagittal
        ([1, 0, 0, 0, math.cos(math.radians(30)), -S30], ("L", "PF")),
        ([math.cos(math.radians(10)), S10, 0, 0, 1, 0], ("L", "P")),
    ],
)
def test_directions_follow_from_the_plane(cosines: list[float], expected: tuple[str, str]) -> None:
    assert plane_orientation(header(ImageOrientationPatient=cosines), 1) == expected


def test_what_the_file_states_comes_first() -> None:
    both = header(PatientOrientation=["R", "F"], ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
    assert study_text(both).patient_orientation == ("R", "F")
    assert study_text(header(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])).patient_orientation == ("L", "P")
    assert study_text(header()).patient_orientation == ()


def test_each_frame_has_its_own_plane() -> None:
    frames = []
    for cosines in ([1, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, -1]):
        plane, group = Dataset(), Dataset()
        plane.ImageOrientationPatient = cosines
        group.PlaneOrientationSequence = [plane]
        frames.append(group)
    tags = header(PerFrameFunctionalGroupsSequence=frames)
    assert [plane_orientation(tags, frame) for frame in (1, 2)] == [("L", "P"), ("P", "F")]


@pytest.mark.parametrize("cosines", [[1, 0, 0], [0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 1, 0]])
def test_an_impossible_plane_is_left_out_with_a_notice(cosines: list[float]) -> None:
    tags = header(ImageOrientationPatient=cosines)
    assert plane_orientation(tags, 1) == ()
    assert tags.notices == ["Image Orientation (Patient) is impossible and was left out."]
