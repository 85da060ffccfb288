"""DICOM files: parsing, decoding and the attributes that the display needs."""

from cxrviewer.readers.dicom.reader import read_dicom

__all__ = ["read_dicom"]
