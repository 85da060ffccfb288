"""Whether objects are whole, before anyone is told that they are kept."""

from pathlib import Path

import pydicom
import pytest
from pydicom.uid import CTImageStorage, DeflatedExplicitVRLittleEndian, RLELossless
from small_films import write_ct

from cxrviewer.serving.checking import check_object
from cxrviewer.serving.status import CANNOT_UNDERSTAND, DOES_NOT_MATCH, RefusalError

UID = "1.2.1.1.1.1"


@pytest.fixture(params=["native", "compressed", "deflated"])
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same image in three encodings."""
    path = write_ct(tmp_path / "film.dcm", PixelData=bytes(range(20)))
    dataset = pydicom.dcmread(path)
    if request.param == "compressed":
        dataset.compress(RLELossless, generate_instance_uid=False)
    if request.param == "deflated":
        dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    dataset.save_as(path, enforce_file_format=True)
    return path


def refusal(path: Path, sop_class: str = CTImageStorage, uid: str = UID) -> int:
    with pytest.raises(RefusalError) as error:
        check_object(path, sop_class, uid)
    return error.value.status


def test_whole_images_are_taken(film: Path) -> None:
    check_object(film, CTImageStorage, UID)


def test_other_uids_than_announced(film: Path) -> None:
    assert refusal(film, uid="1.2.3") == DOES_NOT_MATCH
    assert refusal(film, sop_class="1.2.840.10008.5.1.4.1.1.1") == DOES_NOT_MATCH


@pytest.mark.parametrize("missing", [3, 6, 10])
def test_what_is_cut_off(film: Path, missing: int) -> None:
    film.write_bytes(film.read_bytes()[:-missing])
    assert refusal(film) == CANNOT_UNDERSTAND
