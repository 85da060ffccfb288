from dataclasses import replace

import numpy as np
import pytest
from phantom_slices import Chest, slice_image

from cxrviewer.analysis.kinds import kind_of
from cxrviewer.errors import ReadError
from cxrviewer.study import Image, ReadAs, StudyText


def test_the_header_decides(drawn_film: Image) -> None:
    ct, _labels = slice_image(Chest())
    assert kind_of(ct, ReadAs.AUTO) is ReadAs.CT
    assert kind_of(ct, ReadAs.CT) is ReadAs.CT
    assert kind_of(drawn_film, ReadAs.AUTO) is ReadAs.CXR
    with pytest.raises(ReadError, match="not read as a chest radiograph: its modality is CT"):
        kind_of(ct, ReadAs.CXR)
    with pytest.raises(ReadError, match="not read as a CT slice: its modality is DX"):
        kind_of(drawn_film, ReadAs.CT)


def test_of_a_picture_the_user_decides() -> None:
    picture, _labels = slice_image(Chest(), hounsfield=False)
    assert kind_of(picture, ReadAs.CT) is ReadAs.CT
    assert kind_of(picture, ReadAs.CXR) is ReadAs.CXR
    with pytest.raises(ReadError, match="looks like a CT slice"):
        kind_of(picture, ReadAs.AUTO)
    assert kind_of(picture, ReadAs.AUTO, looking=False) is ReadAs.CXR


def test_a_chest_radiograph_is_not_read_as_a_slice(demo_image: Image) -> None:
    bare = replace(demo_image, text=StudyText())
    assert kind_of(bare, ReadAs.AUTO) is ReadAs.CXR
    with pytest.raises(ReadError, match="does not look like one"):
        kind_of(bare, ReadAs.CT)


@pytest.mark.parametrize("value", [0, 255])
def test_an_empty_picture_is_decided_without_failing(drawn_film: Image, value: int) -> None:
    empty = replace(drawn_film, pixels=np.full((64, 64), value, np.uint8), text=StudyText())
    assert kind_of(empty, ReadAs.AUTO) in {ReadAs.CXR, ReadAs.CT}
