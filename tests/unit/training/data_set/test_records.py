from pathlib import Path

import cv2
import numpy as np
import pytest
from phantoms import PhantomSet
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from cxrviewer.errors import DataError
from cxrviewer.training.data_set.records import (
    DataOptions,
    FilmRecord,
    GroupOrigin,
    data_hash,
    read_records,
    with_labels,
    with_masks,
)


def write_film(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.zeros((8, 8), np.uint8))


def write_manifest(folder: Path, text: str) -> Path:
    file = folder / "films.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_manifest_in_its_folder(phantoms: PhantomSet) -> None:
    records = read_records(phantoms.folder)
    assert len(records) == 32
    assert records[1] == FilmRecord(
        phantoms.folder / "films" / "normal-1.png",
        "normal",
        "normal-0",
        "phantom",
        phantoms.folder / "masks" / "normal-1.png",
        group_origin=GroupOrigin.MANIFEST,
    )
    assert records == read_records(phantoms.folder / "manifest.csv")


@pytest.mark.parametrize(
    "text",
    [
        "file,label,patient_id,source,mask_file\na.png,normal,p1,here,m.png\n",
        "path,class,patient,source,mask\na.png,normal,p1,here,m.png\n",
        "\ufeffimage,label,group,source,mask\n a.png , normal , p1 ,here,m.png\n",
    ],
    ids=["usual names", "other names", "byte order mark and blanks"],
)
def test_columns_of_a_manifest(tmp_path: Path, text: str) -> None:
    expected = FilmRecord(
        tmp_path / "a.png",
        "normal",
        "p1",
        "here",
        tmp_path / "m.png",
        group_origin=GroupOrigin.MANIFEST,
    )
    assert read_records(write_manifest(tmp_path, text)) == [expected]


@pytest.mark.parametrize("view", ["view", "view_position"])
def test_age_group_and_view_of_a_manifest(tmp_path: Path, view: str) -> None:
    (tmp_path / "m.csv").write_text(f"file,label,age_group,{view}\na.png,x,adult,PA\nb.png,x,,\n")
    known, unknown = read_records(tmp_path / "m.csv")
    assert (known.age_group, known.view) == ("adult", "PA")
    assert (unknown.age_group, unknown.view) == ("", "")


def test_without_group_each_film_is_its_own(tmp_path: Path) -> None:
    records = read_records(write_manifest(tmp_path, "file,label\na.png,normal\nsub/a.png,normal\n"))
    assert [record.group for record in records] == ["a.png", "sub/a.png"]
    assert {record.mask for record in records} == {None}


def test_a_line_without_film_is_named(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, "file,label\na.png,normal\n,covid19\n")
    with pytest.raises(DataError, match=r"films\.csv: line 3 names no file"):
        read_records(manifest)


def test_a_picture_is_no_manifest(tmp_path: Path) -> None:
    write_film(tmp_path / "a.png")
    with pytest.raises(DataError, match=r"a\.png: is not a CSV manifest"):
        read_records(tmp_path / "a.png")


def test_class_folders(tmp_path: Path) -> None:
    for name in ("normal/b.png", "normal/a.JPG", "covid19/deep/c.dcm", "covid19/notes.txt"):
        write_film(tmp_path / name) if not name.endswith(("dcm", "txt")) else _touch(tmp_path / name)
    records = read_records(tmp_path)
    assert [(record.label, record.path.name) for record in records] == [
        ("covid19", "c.dcm"),
        ("normal", "a.JPG"),
        ("normal", "b.png"),
    ]
    assert len({record.group for record in records}) == 3


def test_folders_between_class_and_film_are_patients(tmp_path: Path) -> None:
    for name in ("normal/p1/a.png", "normal/p1/b.png", "covid19/p1/c.png", "covid19/p2/images/d.png"):
        write_film(tmp_path / name)
    write_film(tmp_path / "covid19" / "masks" / "c.png")
    records = read_records(tmp_path)
    assert [(one.label, one.group, one.path.name) for one in records] == [
        ("covid19", "p1", "c.png"),
        ("covid19", "p2", "d.png"),
        ("normal", "p1", "a.png"),
        ("normal", "p1", "b.png"),
    ]
    assert {one.group_origin for one in records} == {GroupOrigin.FOLDER}


def test_a_folder_of_images_is_no_patient(tmp_path: Path) -> None:
    for name in ("normal/images/a.png", "normal/images/b.png"):
        write_film(tmp_path / name)
    records = read_records(tmp_path)
    assert [one.group for one in records] == ["normal/images/a.png", "normal/images/b.png"]
    assert {one.group_origin for one in records} == {GroupOrigin.FILE}


def test_folders_of_a_split_hold_the_classes(tmp_path: Path) -> None:
    for name in ("train/normal/a.png", "val/normal/b.png", "test/sick/c.png"):
        write_film(tmp_path / name)
    assert [(one.label, one.side) for one in read_records(tmp_path)] == [
        ("sick", "test"),
        ("normal", "training"),
        ("normal", "validation"),
    ]


def test_a_manifest_tells_more_than_the_class(tmp_path: Path) -> None:
    text = "File;Class;Patient;Age;Sex;View;Age_Group;Split\na.png;normal;p1;018M;F;PA;child;Train\n"
    [film] = read_records(write_manifest(tmp_path, text))
    assert (film.label, film.group, film.age, film.sex) == ("normal", "p1", 1.5, "F")
    assert (film.view, film.age_group, film.side) == ("PA", "child", "training")


def test_what_a_manifest_does_not_know_is_empty(tmp_path: Path) -> None:
    [film] = read_records(write_manifest(tmp_path, "file,view,age\na.png,unknown,old\n"))
    assert (film.view, film.age, film.side, film.label) == ("", None, "", "")


def test_an_unknown_side_is_refused(tmp_path: Path) -> None:
    manifest = write_manifest(tmp_path, "file,label,split\na.png,normal,elsewhere\n")
    with pytest.raises(DataError, match=r"films\.csv: line 2 puts its film on the side 'elsewhere'"):
        read_records(manifest)


def test_a_rule_finds_patients_in_file_names(tmp_path: Path) -> None:
    for name in ("normal/person12_a.png", "sick/person12_b.png", "sick/person3.png", "sick/other.png"):
        write_film(tmp_path / name)
    records = read_records(tmp_path, DataOptions(patient_rule=r"person(\d+)"))
    assert [(one.path.name, one.group) for one in records] == [
        ("person12_a.png", "12"),
        ("other.png", "sick/other.png"),
        ("person12_b.png", "12"),
        ("person3.png", "3"),
    ]
    assert [one.group_origin for one in records].count(GroupOrigin.RULE) == 3
    whole = read_records(tmp_path, DataOptions(patient_rule=r"person\d+"))
    assert whole[0].group == "person12"


@pytest.mark.parametrize(("rule", "reason"), [("(", "is no regular expression"), ("xyz", "finds no patient")])
def test_a_rule_that_is_wrong_is_refused(tmp_path: Path, rule: str, reason: str) -> None:
    write_film(tmp_path / "normal" / "a.png")
    with pytest.raises(DataError, match=reason):
        read_records(tmp_path, DataOptions(patient_rule=rule))


def write_dicom(file: Path, **attributes: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPInstanceUID = "1.2.3"
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"
    dataset.Rows = dataset.Columns = 8
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    dataset.save_as(file, enforce_file_format=True)


def test_dicom_files_tell_their_label_and_their_patient(tmp_path: Path) -> None:
    write_dicom(tmp_path / "a.dcm", StudyDescription=" normal ", PatientID="Jane", PatientAge="061Y")
    write_dicom(tmp_path / "b", StudyDescription="sick", PatientID="Jane", ViewPosition="PA")
    write_dicom(tmp_path / "c.dcm", PatientID="Jim")
    (tmp_path / "d.dcm").write_bytes(b"nothing")
    (tmp_path / "notes.txt").touch()
    records = read_records(tmp_path, DataOptions(label_tag="StudyDescription"))
    assert [(one.path.name, one.label) for one in records] == [
        ("a.dcm", "normal"),
        ("b", "sick"),
        ("c.dcm", ""),
        ("d.dcm", ""),
    ]
    assert records[0].group == records[1].group != records[2].group
    assert "Jane" not in records[0].group
    assert (records[0].age, records[1].view) == (61, "PA")
    with pytest.raises(DataError, match="'Diagnose' is no keyword"):
        read_records(tmp_path, DataOptions(label_tag="Diagnose"))


def test_patients_of_dicom_files_in_class_folders(tmp_path: Path) -> None:
    write_dicom(tmp_path / "normal" / "a.dcm", PatientID="1")
    write_dicom(tmp_path / "sick" / "b.dcm", PatientID="1", PatientBirthDate="19500101", StudyDate="20200601")
    first, second = read_records(tmp_path)
    assert (first.group, first.group_origin) == (second.group, GroupOrigin.PATIENT_ID)
    assert second.age == 70


def test_masks_of_each_lung_lie_in_folders_of_their_own(tmp_path: Path) -> None:
    for name in ("CXR_png/a.png", "CXR_png/b.png", "CXR_png/c.png"):
        write_film(tmp_path / name)
    masks = tmp_path / "ManualMask"
    for name in ("leftMask/a.png", "rightMask/a.png", "leftMask/b_mask.png", "rightMask/b_mask.png"):
        write_film(masks / name)
    write_film(masks / "leftMask" / "c.png")
    first, second, third = read_records(tmp_path)
    assert (first.mask, first.left_mask) == (masks / "rightMask" / "a.png", masks / "leftMask" / "a.png")
    assert second.left_mask == masks / "leftMask" / "b_mask.png"
    assert (third.mask, third.left_mask) == (None, None)


def _touch(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


def test_images_and_masks(tmp_path: Path) -> None:
    for name in ("images/a.png", "images/b.jpg", "masks/b.png"):
        write_film(tmp_path / name)
    first, second = read_records(tmp_path)
    assert (first.path.name, first.mask) == ("a.png", None)
    assert (second.path.name, second.mask) == ("b.jpg", tmp_path / "masks" / "b.png")


@pytest.mark.parametrize("name", ["nowhere", ""])
def test_no_films_no_records(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"does not exist|holds no film") as caught:
        read_records(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def record(name: str, label: str = "normal", mask: Path | None = None, group: str = "g") -> FilmRecord:
    return FilmRecord(Path(name), label, group, "", mask)


def test_films_of_other_classes_are_left_out() -> None:
    films = [record("a"), record("b", "tuberculosis"), record("c", "covid19")]
    assert [film.path.name for film in with_labels(films, ["covid19", "normal"])] == ["a", "c"]
    with pytest.raises(DataError, match="no film has the label lung_opacity, viral_pneumonia"):
        with_labels(films, ["normal", "lung_opacity", "viral_pneumonia"])


def test_films_without_mask_are_left_out() -> None:
    films = [record("a"), record("b", mask=Path("m.png"))]
    assert with_masks(films) == [films[1]]
    with pytest.raises(DataError, match="no film has a lung mask"):
        with_masks(films[:1])


def test_the_hash_changes_with_the_films_and_not_with_the_folder(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_film(tmp_path / folder / "a.png")
    one, two = (record(str(tmp_path / folder / "a.png")) for folder in ("one", "two"))
    assert data_hash([one]) == data_hash([two])
    assert len(data_hash([one])) == 64
    other_label = record(str(one.path), "covid19")
    other_group = record(str(one.path), group="h")
    (tmp_path / "two" / "a.png").write_bytes(b"longer than before" * 100)
    assert len({data_hash(films) for films in ([one], [two], [other_label], [other_group], [one, two])}) == 5


def test_a_missing_film_has_a_hash_too(tmp_path: Path) -> None:
    missing = record(str(tmp_path / "a.png"))
    before = data_hash([missing])
    write_film(tmp_path / "a.png")
    assert data_hash([missing]) != before


@pytest.mark.films
def test_the_film_collection(film_collection: Path) -> None:
    records = read_records(film_collection)
    assert len(records) > 9000
    assert {"normal", "lung_opacity", "viral_pneumonia", "covid19"} <= {record.label for record in records}
    assert all(record.path.is_file() for record in records[::500])
    assert len(with_masks(records)) > 4000
