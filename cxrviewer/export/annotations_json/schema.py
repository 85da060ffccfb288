"""The records of the file: their fields are its format, so a change here is a change of the format."""

import math
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from cxrviewer.export.annotations_json.arrays import GridRecord, MaskRecord
from cxrviewer.export.annotations_json.patches import PatchesRecord
from cxrviewer.study import (
    Annotation,
    LungArea,
    Measurement,
    ModelReference,
    Novelty,
    OperatingPoint,
    PixelSpacing,
    Quality,
    Quantity,
    Segment,
    StudyReading,
    TextureReadout,
    TextureSettings,
)

SCHEMA_VERSION = 1
"""Raised whenever a field changes its meaning or goes; fields may be added without."""
FORMAT: Final = "cxrviewer annotations"


class Record(BaseModel):
    """A record of the file; fields that are not known are passed over."""

    model_config = ConfigDict(strict=True, frozen=True)


class HeadRecord(Record):
    """What tells the file from others."""

    format: Literal["cxrviewer annotations"]
    schema_version: Annotated[int, Field(ge=1)]


class SegmentRecord(Record):
    """An imported mask."""

    label: str
    mask: MaskRecord
    origin: str = ""

    @classmethod
    def of(cls, segment: Segment) -> "SegmentRecord":
        """Return the record of a segment."""
        return cls(label=segment.label, mask=MaskRecord.of(segment.mask), origin=segment.origin)

    def segment(self) -> Segment:
        """Return the segment."""
        return Segment(self.label, self.mask.packed(), self.origin)


class QuantityRecord(Record):
    """A value; null where it is no number."""

    name: str
    value: float | None
    unit: str


class TextureRecord(Record):
    """Features of the co-occurrence matrix of a region; null where one is no number."""

    region: str
    features: dict[str, float | None]
    pairs: int
    settings: TextureSettings
    ranges: dict[str, float | None] = {}

    @classmethod
    def of(cls, readout: TextureReadout) -> "TextureRecord":
        """Return the record of a readout."""
        features, ranges = (
            {name: number_or_none(value) for name, value in values.items()}
            for values in (readout.features, readout.ranges)
        )
        region, pairs, settings = readout.region, readout.pairs, readout.settings
        return cls(region=region, features=features, pairs=pairs, settings=settings, ranges=ranges)

    def readout(self) -> TextureReadout:
        """Return the readout."""
        features, ranges = (
            {name: _number(value) for name, value in values.items()}
            for values in (self.features, self.ranges)
        )
        return TextureReadout(self.region, features, self.pairs, self.settings, ranges)


class MeasurementRecord(Record):
    """What is measured of the annotation with this identifier."""

    annotation: str
    quantities: tuple[QuantityRecord, ...] = ()
    spacing: PixelSpacing | None = None
    texture: TextureRecord | None = None
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, measured: Measurement) -> "MeasurementRecord":
        """Return the record of a measurement."""
        return cls(
            annotation=measured.annotation.identifier,
            quantities=tuple(
                QuantityRecord(name=one.name, value=number_or_none(one.value), unit=one.unit)
                for one in measured.quantities
            ),
            spacing=measured.spacing,
            texture=TextureRecord.of(measured.texture) if measured.texture else None,
            notices=measured.notices,
        )

    def measurement(self, annotation: Annotation) -> Measurement:
        """Return the measurement of an annotation."""
        return Measurement(
            annotation,
            tuple(Quantity(one.name, _number(one.value), one.unit) for one in self.quantities),
            self.spacing,
            self.texture.readout() if self.texture else None,
            self.notices,
        )


class LungsRecord(Record):
    """The lung mask of the analysis: 1 is the patient's right lung, 2 the left."""

    mask: MaskRecord
    model: ModelReference
    edited: bool = False


class ClassificationRecord(Record):
    """Probabilities over the labels of a classifier."""

    probabilities: dict[str, float]
    grouped: dict[str, float] = {}
    model: ModelReference
    operating_points: dict[str, OperatingPoint] = {}
    novelty: Novelty | None = None


class HeatMapRecord(Record):
    """Grad-CAM of one class: its grid and where that lies on the film."""

    label: str
    values: GridRecord
    extent: tuple[float, float, float, float]
    lung_share: float | None = None
    model: ModelReference


class AnalysisRecord(Record):
    """What the analysis says of the image."""

    lungs: LungsRecord
    areas: tuple[LungArea, ...] = ()
    classification: ClassificationRecord | None = None
    heatmaps: tuple[HeatMapRecord, ...] = ()
    texture: tuple[TextureRecord, ...] = ()
    texture_lascu2021: tuple[TextureRecord, ...] = ()
    timings_s: dict[str, float] = {}
    notices: tuple[str, ...] = ()
    quality: Quality | None = None
    patches: PatchesRecord | None = None


class ImageRecord(Record):
    """One image with what is drawn on it, measured and found."""

    image_key: str = ""
    sop_instance_uid: str = ""
    frame: Annotated[int, Field(ge=1)] = 1
    file: str = ""
    annotations: tuple[Annotation, ...] = ()
    calibration: PixelSpacing | None = None
    lungs: MaskRecord | None = None
    segments: tuple[SegmentRecord, ...] = ()
    measurements: tuple[MeasurementRecord, ...] = ()
    analysis: AnalysisRecord | None = None


class FileRecord(HeadRecord):
    """The whole file."""

    program: str = ""
    not_for_clinical_use: str = ""
    images: tuple[ImageRecord, ...] = ()
    readings: tuple[StudyReading, ...] = ()


def number_or_none(value: float) -> float | None:
    """Return a number that JSON can hold."""
    return value if math.isfinite(value) else None


def _number(value: float | None) -> float:
    return math.nan if value is None else value
