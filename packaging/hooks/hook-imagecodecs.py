"""Of imagecodecs the decoders that DICOM needs (`cxrviewer/decoding/codecs.py`), in place of all of them."""

from PyInstaller.utils.hooks import copy_metadata

hiddenimports = [
    f"imagecodecs.{name}"
    for name in (
        "_shared",
        "_shared_cython",
        "_imcd",
        "_jpeg8",
        "_jpegls",
        "_jpeg2k",
        "_htj2k",
        "imagecodecs",
    )
]
datas = copy_metadata("imagecodecs")
