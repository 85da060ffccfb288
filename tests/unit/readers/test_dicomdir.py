"""Which files a DICOMDIR leads to, and where it does not lead."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicomdir import is_dicomdir, read_dicomdir


def record(kind: str, reference: Sequence[str] | str | None = None, **attributes: object) -> Dataset:
    made = Dataset()
    made.OffsetOfTheNextDirectoryRecord = 0
    made.RecordInUseFlag = 0xFFFF
    made.OffsetOfReferencedLowerLevelDirectoryEntity = 0
    made.DirectoryRecordType = kind
    if reference is not None:
        made.ReferencedFileID = reference
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def write_directory(folder: Path, records: Sequence[Dataset], name: str = "DICOMDIR") -> Path:
    folder.mkdir(exist_ok=True)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset(folder / name, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.FileSetID = "TEST"
    dataset.DirectoryRecordSequence = list(records)
    dataset.save_as(folder / name, enforce_file_format=True)
    return folder / name


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"film")
    return path


@pytest.mark.films
def test_the_directory_of_a_real_medium(dicom_collection: Path) -> None:
    tree = dicom_collection / "dicomdir_tree"
    directory = read_dicomdir(tree / "DICOMDIR")
    on_disk = {file for file in tree.rglob("*") if file.is_file() and file.name != "DICOMDIR"}
    assert set(directory.files) == on_disk
    assert len(directory.files) == 31
    assert directory.files[0] == tree / "77654033" / "CR1" / "6154"
    assert directory.refusals == ()


def test_files_in_the_order_of_the_records_each_once(tmp_path: Path) -> None:
    second, first = touch(tmp_path / "A" / "IM2"), touch(tmp_path / "A" / "IM1")
    records = [
        record("PATIENT"),
        record("IMAGE", ["A", "IM2"]),
        record("IMAGE", ["A", "IM1"]),
        record("IMAGE", ["A", "IM2"]),
    ]
    assert read_dicomdir(write_directory(tmp_path, records)).files == (second, first)


def test_links_that_loop_and_lead_nowhere_change_nothing(tmp_path: Path) -> None:
    film = touch(tmp_path / "IM1")
    itself = 374  # where the first record lies
    records = [
        record("PATIENT", OffsetOfReferencedLowerLevelDirectoryEntity=itself),
        record("IMAGE", "IM1", OffsetOfTheNextDirectoryRecord=itself),
        record("SERIES", OffsetOfTheNextDirectoryRecord=0xFFFFFFF0),
    ]
    assert read_dicomdir(write_directory(tmp_path, records)).files == (film,)


@pytest.mark.parametrize(
    "reference",
    [
        ["..", "secret"],
        ["A", "..", "..", "secret"],
        ["../secret"],
        ["A/../../secret"],
        ["C:", "secret"],
        [".", "IM1"],
        ["", "secret"],
    ],
)
def test_nothing_outside_the_folder(tmp_path: Path, reference: list[str]) -> None:
    touch(tmp_path / "secret")
    medium = tmp_path / "medium"
    film = touch(medium / "IM1")
    records = [record("IMAGE", reference), record("IMAGE", "IM1")]
    directory = read_dicomdir(write_directory(medium, records))
    assert directory.files == (film,)
    assert [error.reason for error in directory.refusals] == [
        "names 1 file outside its folder, which is left out"
    ]


def test_an_absolute_path_is_outside(tmp_path: Path) -> None:
    secret = touch(tmp_path / "secret")
    directory = read_dicomdir(write_directory(tmp_path / "medium", [record("IMAGE", str(secret))]))
    assert directory.files == ()
    assert len(directory.refusals) == 1


def test_a_link_that_leads_out_is_left_out_and_one_inside_is_not(tmp_path: Path) -> None:
    secret, medium = touch(tmp_path / "secret"), tmp_path / "medium"
    inside = touch(medium / "IM1")
    (medium / "OUT").symlink_to(secret)
    (medium / "OUTER").symlink_to(tmp_path)
    (medium / "AGAIN").symlink_to(inside)
    (medium / "SELF").symlink_to(medium / "SELF")
    names = (["OUT"], ["OUTER", "secret"], ["AGAIN"], ["SELF"])
    directory = read_dicomdir(write_directory(medium, [record("IMAGE", name) for name in names]))
    assert directory.files == (medium / "AGAIN",)
    assert [error.reason for error in directory.refusals] == [
        "names 2 files outside its folder, which are left out",
        "names 1 file which is not there",
    ]


def test_names_in_another_case_with_a_version_or_a_dot(tmp_path: Path) -> None:
    lower, versioned = touch(tmp_path / "dicom" / "im000001"), touch(tmp_path / "DICOM2" / "IM2.;1")
    records = [record("IMAGE", ["DICOM", "IM000001"]), record("IMAGE", ["DICOM2", "IM2"])]
    assert read_dicomdir(write_directory(tmp_path, records, "dicomdir")).files == (lower, versioned)


def test_records_out_of_use_and_missing_files(tmp_path: Path) -> None:
    touch(tmp_path / "OLD")
    (tmp_path / "FOLDER").mkdir()
    records = [record("IMAGE", "OLD", RecordInUseFlag=0), record("IMAGE", "GONE"), record("IMAGE", "FOLDER")]
    directory = read_dicomdir(write_directory(tmp_path, records))
    assert directory.files == ()
    assert [error.reason for error in directory.refusals] == ["names 2 files which are not there"]


def test_a_text_is_no_directory(tmp_path: Path) -> None:
    path = touch(tmp_path / "DICOMDIR")
    with pytest.raises(ReadError, match="DICOMDIR: is damaged"):
        read_dicomdir(path)


def test_a_directory_that_was_cut_gives_what_it_still_has(tmp_path: Path) -> None:
    film = touch(tmp_path / "IM1")
    path = write_directory(tmp_path, [record("IMAGE", "IM1"), record("IMAGE", "IM2")])
    path.write_bytes(path.read_bytes()[:-40])
    assert read_dicomdir(path).files == (film,)


def test_a_directory_of_20_000_sequences_in_each_other_ends_in_a_sentence(tmp_path: Path) -> None:
    path = write_directory(tmp_path, [record("IMAGE", "IM1")])
    data = path.read_bytes()
    start = data.index(b"\x04\0\x20\x12SQ")
    deep = (b"\xfe\xff\0\xe0\xff\xff\xff\xff\x04\0\x20\x12SQ\0\0\xff\xff\xff\xff") * 20_000
    path.write_bytes(data[: start + 8] + b"\xff\xff\xff\xff" + deep)
    with pytest.raises(ReadError, match="is damaged"):
        read_dicomdir(path)


def test_a_film_is_no_directory(tmp_path: Path, write_dicom: Callable[..., Path]) -> None:
    film = write_dicom(np.zeros((2, 2), np.uint16), name="DICOMDIR")
    with pytest.raises(ReadError, match="is no DICOM directory"):
        read_dicomdir(film)


def test_a_directory_is_known_by_what_it_says_of_itself(
    tmp_path: Path, write_dicom: Callable[..., Path]
) -> None:
    assert is_dicomdir(write_directory(tmp_path, [], "index.bin"))
    assert not is_dicomdir(write_dicom(np.zeros((2, 2), np.uint16), name="DICOMDIR"))
    assert not is_dicomdir(touch(tmp_path / "short"))
