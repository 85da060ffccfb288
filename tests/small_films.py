"""Small real files for the index: DICOM and PNG; and a scan of them."""

from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from cxrviewer.jobs import JobContext
from cxrviewer.store import Batch, scan


def write_ct(
    path: Path, patient: str = "1", study: str = "1", series: str = "1", number: int = 1, **more: object
) -> Path:
    """Write a small CT image; `more` are attributes, None leaves one out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = CTImageStorage
    uid = f"1.2.{patient}.{study}.{series}.{number}"
    meta.MediaStorageSOPInstanceUID = uid
    dataset = FileDataset(path, {}, file_meta=meta, preamble=b"\0" * 128)
    attributes = {
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": uid,
        "StudyDate": "20240131",
        "Modality": "CT",
        "PatientName": f"Patient^{patient}",
        "PatientID": patient,
        "StudyInstanceUID": f"1.2.{patient}.{study}",
        "SeriesInstanceUID": f"1.2.{patient}.{study}.{series}",
        "SeriesNumber": int(series),
        "InstanceNumber": number,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": 4,
        "Columns": 5,
        "BitsAllocated": 8,
        "BitsStored": 8,
        "HighBit": 7,
        "PixelRepresentation": 0,
        "PixelData": bytes(20),
        **more,
    }
    for name, value in attributes.items():
        if value is not None:
            setattr(dataset, name, value)
    dataset.save_as(path, enforce_file_format=True)
    return path


def write_many(folder: Path, count: int, per_series: int = 100) -> Path:
    """Write many CT images fast: one real file whose UIDs, Patient ID and number are exchanged.

    Series of `per_series` images lie in folders of their own, each of its own patient.
    """
    patient, number = "<patient>", 99999999
    template = write_ct(folder / "template.dcm", patient, number=number)
    data = template.read_bytes()
    template.unlink()
    for place in range(count):
        series = folder / f"{place // per_series:05}"
        if place % per_series == 0:
            series.mkdir()
        filled = data.replace(patient.encode(), b"%09d" % (1 + place // per_series))
        path = series / f"IM{place:06}"
        path.write_bytes(filled.replace(str(number).encode(), b"%08d" % (10_000_000 + place)))
    return folder


def write_png(path: Path) -> Path:
    """Write a small PNG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(np.zeros((3, 2), np.uint8)).save(path)
    return path


def scanned(index: Path, *paths: Path) -> list[Batch]:
    """Scan paths into the index and return the batches."""
    batches: list[Batch] = []
    scan(index, paths, batches.append, JobContext())
    return batches
