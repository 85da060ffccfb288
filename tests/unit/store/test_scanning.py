"""Folders of real files come into the index, in batches, once, and leave it when they are gone."""

import os
import threading
from contextlib import closing
from pathlib import Path

import pytest
from pydicom.uid import EncapsulatedPDFStorage
from small_films import scanned, write_ct, write_png

from cxrviewer.jobs import JobCancelledError, JobContext, Progress
from cxrviewer.readers import read_header
from cxrviewer.store import Batch, Library, connect, scan
from cxrviewer.store.scanning import BATCH_FILES
from cxrviewer.study.library import Selection

ALL = Selection()


def test_patient_study_series_image(index: Path, films: Path, library: Library) -> None:
    for series in ("1", "2"):
        for number in (10, 9, 1):
            write_ct(films / f"{series} {number}.dcm", series=series, number=number)
    write_ct(films / "other.dcm", study="2", StudyDate="20250102", Modality="DX")
    write_ct(films / "else.dcm", patient="2")
    scanned(index, films)
    first, second = library.patients(ALL)
    assert (first.name, first.studies, first.images, first.latest_date) == ("Patient, 1", 2, 7, "20250102")
    assert first.modalities == ("CT", "DX")
    assert (second.patient_id, second.images) == ("2", 1)
    newest, older = library.studies(first.id, ALL)
    assert (newest.date, newest.modalities, older.series, older.images) == ("20250102", ("DX",), 2, 6)
    series = library.series(older.id, ALL)
    assert [entry.number for entry in series] == [1, 2]
    images = library.images(series[0].id, ALL)
    assert [image.number for image in images] == [1, 9, 10]
    assert images[0].path == films / "1 1.dcm"
    assert (images[0].rows, images[0].columns, images[0].frames, images[0].is_image) == (4, 5, 1, True)
    assert library.place(images[0].path) == (first.id, older.id, series[0].id, images[0].id)


def test_a_folder_of_pictures_is_one_study_in_natural_order(
    index: Path, films: Path, library: Library
) -> None:
    for name in ("film 10.png", "film 9.png", "sub/film 1.png"):
        write_png(films / name)
    scanned(index, films)
    (patient,) = library.patients(ALL)
    assert (patient.name, patient.studies, patient.images) == ("", 2, 3)
    studies = {study.description: study for study in library.studies(patient.id, ALL)}
    assert set(studies) == {"films", "sub"}
    (series,) = library.series(studies["films"].id, ALL)
    assert [image.path.name for image in library.images(series.id, ALL)] == ["film 9.png", "film 10.png"]


def test_dicom_without_uids_is_grouped_by_its_folder(index: Path, films: Path, library: Library) -> None:
    for name in ("a.dcm", "b.dcm"):
        write_ct(films / name, StudyInstanceUID=None, SeriesInstanceUID=None, SOPInstanceUID=None)
    scanned(index, films)
    (patient,) = library.patients(ALL)
    (study,) = library.studies(patient.id, ALL)
    assert (study.description, study.series, study.images) == ("films", 1, 2)


def test_one_patient_id_of_two_people_stays_two(index: Path, films: Path, library: Library) -> None:
    write_ct(films / "a.dcm", PatientName="Young^Anna", PatientBirthDate="20000101")
    write_ct(films / "b.dcm", PatientName="Old^Anna", PatientBirthDate="19300101")
    scanned(index, films)
    assert [patient.name for patient in library.patients(ALL)] == ["Old, Anna", "Young, Anna"]


def test_different_images_of_one_uid_are_all_listed_and_a_copy_once(
    index: Path, films: Path, library: Library
) -> None:
    same = {"SOPInstanceUID": "1.2.3", "SeriesInstanceUID": "1.2", "StudyInstanceUID": "1"}
    write_ct(films / "a.dcm", **same)
    write_ct(films / "b.dcm", **same)
    write_ct(films / "c.dcm", **same, Rows=2, Columns=10)
    (films / "copy").mkdir()
    (films / "copy" / "a.dcm").write_bytes((films / "a.dcm").read_bytes())
    scanned(index, films)
    (patient,) = library.patients(ALL)
    (study,) = library.studies(patient.id, ALL)
    (series,) = library.series(study.id, ALL)
    names = sorted(image.path.name for image in library.images(series.id, ALL))
    assert names == ["a.dcm", "b.dcm", "c.dcm"]
    assert patient.images == study.images == series.images == 3


def test_what_is_no_image_is_named(index: Path, films: Path, library: Library) -> None:
    pdf = {"Rows": None, "Columns": None, "PixelData": None}
    path = write_ct(films / "a.dcm", SOPClassUID=EncapsulatedPDFStorage, Modality="DOC", **pdf)
    (batch,) = scanned(index, films)
    assert [(listed.header.path, listed.header.is_image) for listed in batch.listed] == [(path, False)]
    series = library.place(path)[2]
    (image,) = library.images(series, ALL)
    assert (image.is_image, image.description) == (False, "Encapsulated PDF Storage")


def test_what_cannot_be_read_is_told_again_without_being_read_again(
    index: Path, films: Path, library: Library
) -> None:
    (films / "bad.dcm").write_bytes(b"this is no film at all" * 20)
    write_ct(films / "good.dcm")
    for _ in range(2):
        (batch,) = scanned(index, films)
        assert [error.path for error in batch.refusals] == [films / "bad.dcm"]
        assert len(batch.listed) == 1
    assert library.counts(ALL) == (1, 1)


def test_only_changed_files_are_read_again(index: Path, films: Path, library: Library) -> None:
    path = write_ct(films / "a.dcm", PatientName="Before^A")
    status = path.stat()
    before = scanned(index, films)[0].listed
    assert before[0].header == read_header(path)
    write_ct(path, PatientName="Behind^A")
    assert path.stat().st_size == status.st_size
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert scanned(index, films)[0].listed == before
    assert [patient.name for patient in library.patients(ALL)] == ["Before, A"]
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    (again,) = scanned(index, films)[0].listed
    assert (again.file, again.header) == (before[0].file, read_header(path))
    assert [patient.name for patient in library.patients(ALL)] == ["Behind, A"]


@pytest.mark.films
def test_headers_of_the_collection_come_out_of_the_index_as_they_were_read(
    index: Path, dicom_collection: Path
) -> None:
    headers = []
    for _ in range(2):
        batches = scanned(index, dicom_collection)
        headers.append({listed.header.path: listed.header for batch in batches for listed in batch.listed})
    first, second = headers
    assert len(first) >= 58
    assert second == first == {path: read_header(path) for path in first}


def test_a_header_of_another_version_is_read_again(index: Path, films: Path) -> None:
    path = write_ct(films / "a.dcm")
    before = scanned(index, films)[0].listed
    with closing(connect(index)) as connection:
        for spoilt in ("{}", '{"text": {"new_field": ""}}', "no JSON"):
            connection.execute("UPDATE files SET header = ?", (spoilt,))
            assert scanned(index, path)[0].listed == before


def test_what_is_gone_from_a_folder_leaves_with_its_patient(
    index: Path, films: Path, library: Library
) -> None:
    elsewhere = write_ct(films.parent / "films else" / "c.dcm", patient="3")
    gone = write_ct(films / "sub" / "a.dcm", patient="1")
    write_ct(films / "b.dcm", patient="2")
    scanned(index, films, elsewhere)
    gone.unlink()
    elsewhere.unlink()
    scanned(index, films)
    assert [patient.patient_id for patient in library.patients(ALL)] == ["2", "3"]


def test_missing_and_empty_paths_are_refused(index: Path, films: Path) -> None:
    (films / "notes.txt").write_text("no film")
    (films / "pipe.dcm").touch()
    (films / "pipe.dcm").unlink()
    os.mkfifo(films / "pipe.dcm")
    batches = scanned(index, films / "missing", films)
    reasons = [error.reason for batch in batches for error in batch.refusals]
    assert reasons == ["does not exist", "holds no film"]


def test_names_that_are_no_text(index: Path, films: Path, library: Library) -> None:
    path = Path(os.fsdecode(os.fsencode(films) + b"/f\xe4lm.dcm"))
    write_ct(films / "plain.dcm").rename(path)
    scanned(index, films)
    series = library.place(path)[2]
    (image,) = library.images(series, ALL)
    assert image.path == path


def test_a_reader_sees_each_batch_and_no_half_of_one(index: Path, films: Path) -> None:
    for number in range(2 * BATCH_FILES):
        write_ct(films / f"{number}.dcm", number=number)
    seen: list[int] = []

    def look(_batch: Batch) -> None:
        with closing(connect(index)) as connection:
            seen.append(Library(connection).counts(ALL)[1])

    assert scan(index, [films], look, JobContext()) == 2 * BATCH_FILES
    assert len(seen) >= 2
    assert seen == sorted(set(seen))
    assert seen[-1] == 2 * BATCH_FILES


def test_a_reader_goes_on_while_another_writes(index: Path, films: Path, library: Library) -> None:
    scanned(index, write_ct(films / "a.dcm").parent)
    with closing(connect(index)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM files")
        assert library.counts(ALL) == (1, 1)
        writer.execute("COMMIT")
    assert library.counts(ALL) == (0, 0)


def test_two_scans_at_once(index: Path, films: Path, library: Library) -> None:
    for number in range(150):
        write_ct(films / f"{number}.dcm", patient=str(number % 7), number=number)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            scanned(index, films)
        except BaseException as error:  # noqa: BLE001 - told by the assertion
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert library.counts(ALL) == (7, 150)


def test_a_cancelled_scan_stops_and_keeps_what_it_has(index: Path, films: Path, library: Library) -> None:
    for number in range(2 * BATCH_FILES):
        write_ct(films / f"{number}.dcm", number=number)
    context = JobContext(report=lambda _progress: Progress)
    with pytest.raises(JobCancelledError):
        scan(index, [films], lambda _batch: context.cancelled.set(), context)
    assert 0 < library.counts(ALL)[1] < 2 * BATCH_FILES


@pytest.mark.films
def test_a_medium_by_its_directory(index: Path, dicom_collection: Path, library: Library) -> None:
    tree = dicom_collection / "dicomdir_tree"
    scanned(index, tree / "DICOMDIR")
    assert library.counts(ALL)[1] == 31
    assert [patient.patient_id for patient in library.patients(ALL)] == ["77654033", "98890234"]
