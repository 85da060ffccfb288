"""The card of a model package: what must be known to use the weights rightly, checked on reading."""

import hashlib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cxrviewer.errors import ModelError
from cxrviewer.inference.card_versions import upgraded
from cxrviewer.inference.preprocessing import (
    Clahe,
    Equalise,
    GreyToRgb,
    LungStage,
    Normalise,
    Stage,
    Wiener,
    check_order,
)

SCHEMA_VERSION: Final = 2
CARD_FILE, WEIGHTS_FILE, ONNX_FILE, README_FILE = "card.json", "model.safetensors", "model.onnx", "README.md"
FEATURES_FILE = "features.safetensors"
FRONTAL_FILMS, CT_SLICES = "frontal chest radiographs", "CT slices"
"""What a model reads; it is never given anything else."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PackageFile = Annotated[str, Field(pattern=r"^(model\.safetensors|model\.onnx|features\.safetensors)$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Filter = Annotated[Equalise | Clahe | Wiener, Field(discriminator="stage")]


class InputContract(Record):
    """What the network expects, and the stages that bring a film there in order; bright = dense."""

    rows: int = Field(gt=0)
    columns: int = Field(gt=0)
    stages: tuple[Stage, ...]
    polarity: Literal["bright is dense"] = "bright is dense"
    channels: Literal[1, 3] = 1

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def needs_lungs(self) -> bool:
        """Whether a stage looks at where the lungs are."""
        return any(isinstance(stage, LungStage) for stage in self.stages)

    @property
    def last_stages(self) -> tuple[GreyToRgb | Normalise, ...]:
        """The stages that make the network's channels of a picture in [0, 1]."""
        return tuple(stage for stage in self.stages if isinstance(stage, GreyToRgb | Normalise))

    @property
    def film_stages(self) -> tuple[Stage, ...]:
        """The stages before those: they leave a picture in [0, 1] on the grid."""
        return self.stages[: len(self.stages) - len(self.last_stages)]

    @model_validator(mode="after")
    def _in_order(self) -> "InputContract":
        """Check that the stages can follow each other."""
        check_order(self.stages)
        if (self.channels == 3) != any(isinstance(stage, GreyToRgb) for stage in self.stages):
            raise ValueError("the channels are not those that the stages make")
        return self


class PatchContract(Record):
    """What a classifier of patches expects of a film before patches are cut from it.

    Attributes
    ----------
    side
        Of a patch, in pixels of the resampled film (paper B: 224); the network sees it on its input grid.
    lung_rows
        Height of the lungs, both together, in the resampled film.
    detail_rows
        The finest detail kept is that of a film whose lungs are so many pixels high.
    low_percent, high_percent
        Percentiles over the box of the lungs that become black and white.
    filters
        Applied to the resampled film after that, in order; paper B equalises, then smooths (row B1).
    masked
        Whether everything but the lungs and a rim around them is black (paper B).
    """

    side: int = Field(default=224, ge=32, le=1024)
    lung_rows: int = Field(default=448, ge=64, le=4096)
    detail_rows: int = Field(default=168, ge=32, le=4096)
    low_percent: float = Field(default=1.0, ge=0, lt=50)
    high_percent: float = Field(default=99.0, gt=50, le=100)
    filters: tuple[Filter, ...] = ()
    masked: bool = True


class Label(Record):
    """One output of the network."""

    name: Name
    title: str
    threshold: float | None = Field(default=None, ge=0, le=1)
    threshold_origin: str = ""
    uncertain_low: float | None = Field(default=None, ge=0, le=1)
    uncertain_high: float | None = Field(default=None, ge=0, le=1)
    uncertain_origin: str = ""


class NoveltyRule(Record):
    """From which distance on a film is unlike those that the network has learnt from; see `novelty`."""

    threshold: float = Field(gt=0)
    threshold_origin: str


class GradCam(Record):
    """Where the class activation maps come from and what full scale means."""

    layer: str
    scale: float = Field(gt=0)
    scale_origin: str


class Metric(Record):
    """One figure with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float
    images: int
    subset: str


class TrainingRecord(Record):
    """What the weights were trained on, and how."""

    preset: str
    settings: dict[str, str | int | float | bool]
    data_sha256: Sha256
    split: str
    seed: int
    validation_share: float
    images_by_source: dict[str, dict[str, int]]


class Golden(Record):
    """The network's answer to the fixed test picture, compared at every load."""

    outputs: tuple[float, ...]
    tolerance: float = Field(gt=0)


class Card(Record):
    """A model package's card (`card.json`); without `training` nobody has said what it was trained on."""

    schema_version: Literal[2]
    name: Name
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    task: Literal["classify", "segment", "gate", "patches"]
    reads: str
    architecture: str
    options: dict[str, int | tuple[int, ...]]
    input: InputContract
    patches: PatchContract | None = None
    labels: tuple[Label, ...] = Field(min_length=2)
    groups: dict[str, tuple[str, ...]] = {}
    gradcam: GradCam | None = None
    probabilities: Literal["softmax", "one_vs_all"] = "softmax"
    temperature: float = Field(default=1.0, gt=0)
    novelty: NoveltyRule | None = None
    training: TrainingRecord | None
    metrics: tuple[Metric, ...]
    intended_use: str
    limits: tuple[str, ...]
    licence: str
    files: dict[PackageFile, Sha256]
    golden: Golden

    @property
    def label_names(self) -> tuple[str, ...]:
        """Names of the outputs in order."""
        return tuple(label.name for label in self.labels)

    @property
    def identity(self) -> tuple[str, str, str]:
        """Name, version and SHA-256 of all that the card says, the hashes of the files among it."""
        return self.name, self.version, hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @model_validator(mode="before")
    @classmethod
    def _of_any_version(cls, record: object) -> object:
        """Bring cards of earlier schemas to the present one."""
        return upgraded(record)

    @model_validator(mode="after")
    def _consistent(self) -> "Card":
        """Check what concerns several fields."""
        if len(set(self.label_names)) != len(self.labels):
            raise ValueError("a label name occurs twice")
        grouped = [name for members in self.groups.values() for name in members]
        if self.groups and sorted(grouped) != sorted(self.label_names):
            raise ValueError("the groups do not hold every label exactly once")
        if (self.task == "patches") != (self.patches is not None):
            raise ValueError("a classifier of patches, and no other, says what its patches are")
        if not {WEIGHTS_FILE, ONNX_FILE} <= self.files.keys():
            raise ValueError(f"the hashes of {WEIGHTS_FILE} and {ONNX_FILE} are missing")
        if self.novelty is not None and FEATURES_FILE not in self.files:
            raise ValueError(f"the hash of {FEATURES_FILE} is missing")
        for label in self.labels:
            if (label.uncertain_low is None) != (label.uncertain_high is None):
                raise ValueError(f"the uncertain band of {label.name} has one end only")
        return self


def read_card(folder: Path) -> Card:
    """Read and check the card of the package in `folder`.

    Raises
    ------
    ModelError
        If there is none, or it breaks the schema.
    """
    file = folder / CARD_FILE
    try:
        return Card.model_validate_json(file.read_bytes())
    except OSError as error:
        raise ModelError(file, f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "card"
        said = first["msg"].removeprefix("Value error, ")
        raise ModelError(file, f"is not a valid model card ({place}: {said})") from error
