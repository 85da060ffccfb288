"""Files full of words that must never leave: each word occurs once, so what survives tells where it was."""

import io
import re
import struct
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import PngImagePlugin
from pydicom.datadict import DicomDictionary, RepeatersDictionary
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ComprehensiveSRStorage,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
    GrayscaleSoftcopyPresentationStateStorage,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
)

_TEXTS = {"LO", "LT", "SH", "ST", "UC", "UT"}
_BYTES = {"OB", "OD", "OF", "OL", "OV", "OW", "UN"}
_ANY = re.compile(
    r"QX\d{4,5}ZVK|1\.2\.826\.0\.1\.3680043\.9\.7777\.\d+|(?<!\d)(?:19|20)\d{6}(?:0931\d\d)?(?!\d)"
    r"|(?<!\d)0931\d\d\.\d{6}",
    re.IGNORECASE,
)
_NEEDED = {"TransferSyntaxUID", "SpecificCharacterSet", "PixelData", "FloatPixelData", "DoubleFloatPixelData"}


@dataclass
class Canaries:
    """Makes words and remembers them.

    Attributes
    ----------
    words
        Each word and where it was put.
    times
        Words that are times of day, which moved dates keep.
    """

    words: dict[str, str] = field(default_factory=dict)
    times: set[str] = field(default_factory=set)

    def word(self, place: str) -> str:
        """Return a new word of nine letters and digits."""
        return self._new(f"QX{len(self.words):04}ZVK", place)

    def uid(self, place: str) -> str:
        """Return a new UID."""
        return self._new(f"1.2.826.0.1.3680043.9.7777.{len(self.words) + 10_000}", place)

    def date(self, place: str) -> str:
        """Return a day of 1911; a year is too short for one to be moved to another."""
        return self._new(f"{self._day():%Y%m%d}", place)

    def time(self, place: str) -> str:
        """Return a new time of day."""
        time = self._new(f"0931{len(self.words) % 60:02}.{len(self.words) + 500_000:06}", place)
        self.times.add(time)
        return time

    def moment(self, place: str) -> str:
        """Return a new date-time."""
        return self._new(f"{self._day():%Y%m%d}0931{len(self.words) % 60:02}", place)

    def _day(self) -> date:
        return date(1911, 1, 1) + timedelta(days=len(self.words) % 360)

    def _new(self, word: str, place: str) -> str:
        self.words[word] = place
        return word

    def survivors(self, data: bytes) -> dict[str, str]:
        """Return the words that are in some bytes, as ASCII or UTF-16, with the place that they come from."""
        texts = [data.decode("latin-1")]
        texts += [
            data[start:].decode(code, "replace") for start in (0, 1) for code in ("utf-16-le", "utf-16-be")
        ]
        found = {match[0].upper() for text in texts for match in _ANY.finditer(text)}
        return {word: self.words[word] for word in found if word in self.words}


def value_of(vr: str, place: str, canaries: Canaries) -> object:
    """Return a value with a canary; None for numbers and sequences."""
    if vr in _TEXTS or vr in {"CS", "AE"}:
        return canaries.word(place)
    makers = {
        "PN": lambda: f"{canaries.word(place)}^{canaries.word(place)}",
        "UR": lambda: f"http://{canaries.word(place)}.example/",
        "UI": lambda: canaries.uid(place),
        "DA": lambda: canaries.date(place),
        "TM": lambda: canaries.time(place),
        "DT": lambda: canaries.moment(place),
        "AS": lambda: "043Y",
    }
    if vr in _BYTES:
        return (canaries.word(place) + "-" * 7).encode()  # whole cells of any size
    return makers[vr]() if vr in makers else None


def every_attribute(canaries: Canaries, *, sequences: bool) -> Dataset:
    """Return a data set with every attribute of the dictionary that can hold a word, at three depths."""
    dataset = Dataset()
    for tag, (vrs, _, _, _, keyword) in DicomDictionary.items():
        if tag >> 16 in {0x0000, 0x0002, 0x0004} or tag >= 0xFFFA0000 or keyword in _NEEDED or not keyword:
            continue
        vr = vrs.split(" or ")[-1]
        if vr == "SQ" and sequences:
            dataset.add_new(tag, "SQ", [_item(keyword, canaries)])
        elif vr != "SQ":
            value = value_of(vr, keyword, canaries)
            if value is not None:
                dataset.add_new(tag, vr, value)
    return dataset


def _item(keyword: str, canaries: Canaries) -> Dataset:
    """Return an item with names, texts, dates, UIDs and private elements, also one level deeper."""
    item, deeper = Dataset(), Dataset()
    for level, within in ((keyword, item), (f"{keyword} > RequestAttributesSequence", deeper)):
        within.PatientName = value_of("PN", level, canaries)
        within.PersonName = value_of("PN", level, canaries)
        within.TextValue = canaries.word(level)
        within.CodeValue, within.CodeMeaning = canaries.word(level), canaries.word(level)
        within.CodingSchemeDesignator = canaries.word(level)
        within.StudyDate, within.ContentTime = canaries.date(level), canaries.time(level)
        within.ReferencedSOPInstanceUID = canaries.uid(level)
        block = within.private_block(0x0029, canaries.word(level), create=True)
        block.add_new(1, "LO", canaries.word(level))
    item.RequestAttributesSequence = [deeper]
    return item


def _add_groups(dataset: Dataset, canaries: Canaries) -> None:
    """Add private, repeating and unknown elements, an icon and a long chain of sequences."""
    block = dataset.private_block(0x0009, canaries.word("private creator"), create=True)
    block.add_new(1, "UN", canaries.word("private UN").encode())
    block.add_new(2, "SQ", [_item("private sequence", canaries)])
    for tag, (vr, _, _, _, keyword) in RepeatersDictionary.items():
        place = int(tag.replace("x", "0"), 16)
        value = value_of(vr.split(" or ")[-1], keyword, canaries)
        if place >> 16 in {0x5000, 0x6000} and value is not None:
            dataset.add_new(place + (2 << 16), vr.split(" or ")[-1], value)
    dataset.add_new(0x00081133, "UN", canaries.word("unknown element").encode())
    dataset.add_new(0x00100030, "LO", canaries.word("birth date of the wrong kind"))
    icon = Dataset()
    icon.Rows, icon.Columns, icon.BitsAllocated = 4, 4, 8
    icon.PixelData = value_of("OB", "icon", canaries)
    dataset.IconImageSequence = [icon]
    inner = _item("deepest", canaries)
    for _ in range(12):
        outer = Dataset()
        outer.AnatomicRegionSequence = [inner]
        inner = outer
    dataset.AnatomicRegionSequence = [inner]


def _make_image(dataset: Dataset, pixels: npt.NDArray[np.generic]) -> None:
    """Give a data set what a grey image needs."""
    for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
        dataset.pop(keyword, None)
    dataset.SOPClassUID = DigitalXRayImageStorageForPresentation
    dataset.Modality, dataset.PhotometricInterpretation = "DX", "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    bits = pixels.dtype.itemsize * 8
    dataset.SamplesPerPixel, dataset.PixelRepresentation = 1, 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = bits, bits, bits - 1
    dataset.BurnedInAnnotation, dataset.RecognizableVisualFeatures = "NO", "NO"
    for keyword in ("NumberOfFrames", "ConversionType", "PresentationLUTShape", "VOILUTFunction"):
        if keyword in dataset:
            delattr(dataset, keyword)


def save(dataset: Dataset, path: Path, syntax: UID, canaries: Canaries) -> Path:
    """Write a file with canaries in preamble and file meta information and behind the data set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.ImplementationClassUID = canaries.uid("implementation")
    meta.ImplementationVersionName = canaries.word("implementation")
    meta.SourceApplicationEntityTitle = canaries.word("source AE")
    meta.PrivateInformationCreatorUID = canaries.uid("private information creator")
    meta.PrivateInformation = canaries.word("private information").encode() + b" "
    preamble = canaries.word("preamble").encode().ljust(128, b"\0")
    stream = io.BytesIO()
    file = FileDataset(
        stream,
        dataset,
        file_meta=meta,
        preamble=preamble,
        is_implicit_VR=syntax.is_implicit_VR,
        is_little_endian=True,
    )
    file.save_as(stream, enforce_file_format=True)
    path.write_bytes(stream.getvalue() + canaries.word("behind the data set").encode())
    return path


def jpeg_with_texts(pixels: npt.NDArray[np.uint8], canaries: Canaries) -> bytes:
    """Return a JPEG stream with a comment, application data, a thumbnail and something behind its end."""
    stream = io.BytesIO()
    Pillow.fromarray(pixels).save(stream, "JPEG", quality=90)
    data = stream.getvalue()
    segments = b""
    for marker, name in ((0xFE, "comment"), (0xE1, "EXIF"), (0xE2, "APP2"), (0xED, "IPTC")):
        text = canaries.word(f"JPEG {name}").encode()
        segments += bytes([0xFF, marker]) + struct.pack(">H", len(text) + 2) + text
    return data[:2] + segments + data[2:] + canaries.word("behind the picture").encode()


def write_compressed(path: Path, canaries: Canaries, pixels: npt.NDArray[np.uint8]) -> Path:
    """Write a compressed film with every attribute."""
    dataset = every_attribute(canaries, sequences=True)
    _add_groups(dataset, canaries)
    _make_image(dataset, pixels)
    frame = jpeg_with_texts(pixels, canaries)
    dataset.add(DataElement(0x7FE00010, "OB", encapsulate([frame]), is_undefined_length=True))
    return save(dataset, path, JPEGBaseline8Bit, canaries)


def write_native(path: Path, canaries: Canaries, pixels: npt.NDArray[np.uint16]) -> Path:
    """Write a film in implicit VR with an overlay in the unused bits, and something behind its pixels."""
    dataset = every_attribute(canaries, sequences=False)
    _add_groups(dataset, canaries)
    _make_image(dataset, pixels)
    dataset.BitsStored, dataset.HighBit = 12, 11
    cells = pixels.astype("<u2")
    cells[::2, ::3] |= 1 << 13
    behind = canaries.word("behind the pixels").encode() + b"-"
    dataset.add_new(0x7FE00010, "OW", cells.tobytes() + behind)
    dataset.add_new(0xFFFCFFFC, "OB", canaries.word("trailing padding").encode() + b" ")
    return save(dataset, path, ImplicitVRLittleEndian, canaries)


def _content(canaries: Canaries, depth: int) -> Dataset:
    """Return a container of content items of every kind of text (PS3.3 C.17.3)."""
    container = Dataset()
    container.RelationshipType, container.ValueType = "CONTAINS", "CONTAINER"
    items = []
    for kind, keyword, vr in (
        ("TEXT", "TextValue", "UT"),
        ("PNAME", "PersonName", "PN"),
        ("DATE", "Date", "DA"),
        ("TIME", "Time", "TM"),
        ("DATETIME", "DateTime", "DT"),
        ("UIDREF", "UID", "UI"),
    ):
        item = Dataset()
        item.RelationshipType, item.ValueType = "HAS OBS CONTEXT", kind
        setattr(item, keyword, value_of(vr, f"SR {kind}", canaries))
        name = Dataset()
        name.CodeValue, name.CodingSchemeDesignator, name.CodeMeaning = (
            "121008",
            "DCM",
            "Person Observer Name",
        )
        item.ConceptNameCodeSequence = [name]
        items.append(item)
    if depth:
        items.append(_content(canaries, depth - 1))
    container.ContentSequence = items
    return container


def _identified(canaries: Canaries, sop_class: UID) -> Dataset:
    """Return the beginning of an object."""
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, canaries.uid("instance")
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = canaries.uid("study"), canaries.uid("series")
    dataset.PatientName = value_of("PN", "patient", canaries)
    dataset.PatientID, dataset.StudyDate = canaries.word("patient"), canaries.date("study")
    return dataset


def write_report(path: Path, canaries: Canaries) -> Path:
    """Write a structured report."""
    dataset = _identified(canaries, ComprehensiveSRStorage)
    dataset.Modality = "SR"
    dataset.update(_content(canaries, depth=3))
    return save(dataset, path, ExplicitVRLittleEndian, canaries)


def write_presentation(path: Path, canaries: Canaries) -> Path:
    """Write a presentation state with text and graphics."""
    dataset = _identified(canaries, GrayscaleSoftcopyPresentationStateStorage)
    dataset.Modality = "PR"
    dataset.ContentLabel, dataset.ContentDescription = canaries.word("label"), canaries.word("description")
    dataset.ContentCreatorName = value_of("PN", "creator", canaries)
    text, line, annotation = Dataset(), Dataset(), Dataset()
    text.UnformattedTextValue = canaries.word("text on the film")
    text.AnchorPoint, text.AnchorPointAnnotationUnits, text.AnchorPointVisibility = [3.5, 4.5], "PIXEL", "Y"
    line.GraphicAnnotationUnits, line.GraphicDimensions, line.GraphicType = "PIXEL", 2, "POLYLINE"
    line.NumberOfGraphicPoints, line.GraphicData, line.GraphicFilled = 2, [1.0, 2.0, 8.0, 9.0], "N"
    annotation.GraphicLayer = canaries.word("layer")
    annotation.TextObjectSequence, annotation.GraphicObjectSequence = [text], [line]
    dataset.GraphicAnnotationSequence = [annotation]
    return save(dataset, path, ExplicitVRLittleEndian, canaries)


def write_pictures(folder: Path, canaries: Canaries, pixels: npt.NDArray[np.uint8]) -> list[Path]:
    """Write a PNG, a JPEG and a TIFF file with texts in every place that Pillow knows."""
    folder.mkdir(parents=True, exist_ok=True)
    png, jpeg, tiff = (folder / f"{canaries.word('file name')}.{suffix}" for suffix in ("png", "jpg", "tif"))
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", canaries.word("PNG text"))
    texts.add_text("Patient", canaries.word("PNG compressed text"), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", canaries.word("PNG XMP"))
    picture = Pillow.fromarray(pixels)
    exif = picture.getexif()
    exif[0x010E] = canaries.word("EXIF description")
    picture.save(png, pnginfo=texts, exif=exif)
    picture.save(jpeg, exif=exif, comment=canaries.word("JPEG comment"), quality=95)
    picture.save(tiff, description=canaries.word("TIFF description"), software=canaries.word("TIFF software"))
    for path in (png, jpeg, tiff):
        path.write_bytes(path.read_bytes() + canaries.word("behind the file").encode())
    return [png, jpeg, tiff]
