"""Files -> images: DICOM, PNG, JPEG and TIFF; and which files a folder holds."""

from cxrviewer.readers.discovery import Candidate, Discovery, Search, discover, is_film, natural_key
from cxrviewer.readers.header import FileHeader, read_header
from cxrviewer.readers.image import read_image
from cxrviewer.readers.priority import read_priority

__all__ = [
    "Candidate",
    "Discovery",
    "FileHeader",
    "Search",
    "discover",
    "is_film",
    "natural_key",
    "read_header",
    "read_image",
    "read_priority",
]
