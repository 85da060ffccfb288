"""Films of several kinds as files, and requests to export them."""

from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from pydicom.dataset import Dataset
from pydicom.uid import (
    ComputedRadiographyImageStorage,
    CTImageStorage,
    MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
)

from cxrviewer.export.dicom.files import encoded
from cxrviewer.export.dicom.source import source_for
from cxrviewer.export.request import ExportRequest
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.study import Analysis, AnnotationSet, LungMask, ModelReference

MODEL = ModelReference("lungs-unet", "1.2.3", "0123456789abcdef" * 4, "ONNX Runtime")
ROWS, COLUMNS = 37, 41
KINDS = ("demo", "mono1", "ct", "multiframe", "png", "sixteen-bit png", "float tiff")


def instance(**attributes: object) -> Dataset:
    """Return a valid grey instance with every attribute that it must have."""
    values = np.random.default_rng(2).integers(0, 4000, (ROWS, COLUMNS)).astype("<u2")
    made = Dataset()
    given = {
        "SpecificCharacterSet": "ISO_IR 100",
        "SOPClassUID": ComputedRadiographyImageStorage,
        "SOPInstanceUID": "1.2.3.4.5",
        "StudyInstanceUID": "1.2.3",
        "SeriesInstanceUID": "1.2.3.4",
        "PatientName": "Müller^Jörg",
        "PatientID": "P-17",
        "PatientBirthDate": "19600102",
        "PatientSex": "M",
        "PatientAge": "061Y",
        "StudyDate": "20210305",
        "StudyTime": "101500",
        "StudyID": "7",
        "StudyDescription": "Thorax p.a. für Ärzte",
        "AccessionNumber": "A1",
        "ReferringPhysicianName": "Weiß^Änne",
        "Modality": "CR",
        "SeriesNumber": "1",
        "InstanceNumber": "1",
        "PatientOrientation": ["L", "F"],
        "BurnedInAnnotation": "NO",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": ROWS,
        "Columns": COLUMNS,
        "BitsAllocated": 16,
        "BitsStored": 12,
        "HighBit": 11,
        "PixelRepresentation": 0,
        "PixelData": values.tobytes() + b"\0" * (values.nbytes % 2),
    }
    for keyword, value in (given | attributes).items():
        setattr(made, keyword, value)
    made["PixelData"].VR = "OW"
    return made


def write_film(folder: Path, kind: str) -> Path:
    """Write a film of one of the `KINDS` and return its file."""
    dicom, path = folder / f"{kind}.dcm", folder / f"Röntgen {kind}.png"
    values = np.random.default_rng(2).integers(0, 4000, (ROWS, COLUMNS))
    if kind == "demo":
        return demo_film()
    if kind == "mono1":
        dicom.write_bytes(encoded(instance(PhotometricInterpretation="MONOCHROME1", ImageLaterality="U")))
    elif kind == "ct":
        slices = {
            "SliceThickness": "2.5",
            "PixelSpacing": [0.7, 0.8],
            "RescaleSlope": 1,
            "RescaleIntercept": -1024,
        }
        place = {"ImagePositionPatient": [1, 2, 3], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0]}
        dicom.write_bytes(
            encoded(
                instance(
                    SOPClassUID=CTImageStorage, Modality="CT", FrameOfReferenceUID="1.2.9", **slices, **place
                )
            )
        )
    elif kind == "multiframe":
        frames = np.stack([values, values[::-1], values[:, ::-1], values]).astype("<u2")
        dicom.write_bytes(
            encoded(
                instance(
                    SOPClassUID=MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
                    Modality="OT",
                    NumberOfFrames=4,
                    PixelData=frames.tobytes(),
                )
            )
        )
    elif kind == "png":
        Pillow.fromarray((values // 16).astype(np.uint8)).save(path)
    elif kind == "sixteen-bit png":
        Pillow.fromarray((values * 16).astype(np.uint16)).save(path)
    else:
        path = path.with_suffix(".tif")
        Pillow.fromarray((values / 7 - 100).astype(np.float32)).save(path)
    return dicom if dicom.exists() else path


def request_of(path: Path, frame: int = 1, *, edited: bool = False) -> ExportRequest:
    """Return a request with a lung mask of which every pixel is its own."""
    image = read_image(path, frame)
    labels = np.random.default_rng(4).integers(0, 3, (image.rows, image.columns)).astype(np.uint8)
    lungs = LungMask(labels, MODEL, edited=edited)
    analysis = Analysis(image.source.key, lungs, (), None, (), (), {})
    return ExportRequest(image, source_for(image), AnnotationSet(image.source.key), analysis=analysis)
