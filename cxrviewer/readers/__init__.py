"""Files -> images: DICOM, PNG, JPEG and TIFF; and which files a folder holds."""

from cxrviewer.readers.discovery import Discovery, discover, natural_key
from cxrviewer.readers.image import read_image

__all__ = ["Discovery", "discover", "natural_key", "read_image"]
