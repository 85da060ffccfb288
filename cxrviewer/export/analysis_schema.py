"""The JSON of `cxrviewer analyse` as a schema: `docs/analysis-schema.json` is made of these records."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cxrviewer.export.analysis_json import SCHEMA_VERSION
from cxrviewer.study import NOT_FOR_CLINICAL_USE

Probability = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Positive = Annotated[float, Field(gt=0)]
NotForClinicalUse = Annotated[str, Field(json_schema_extra={"const": NOT_FOR_CLINICAL_USE})]


class _Record(BaseModel):
    """A record; a reader must pass over fields that it does not know."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")


class AreaRecord(_Record):
    """Size of one lung; square millimetres where the film is calibrated."""

    area_px: Count
    area_mm2: float | None
    spacing_mm: Annotated[list[Positive], Field(min_length=2, max_length=2)] | None
    spacing_origin: str | None


class TextureSettingsRecord(_Record):
    """How the co-occurrence matrix was made."""

    levels: Annotated[int, Field(ge=2, le=256)]
    distance: Annotated[int, Field(ge=1)]
    angles_deg: list[int]
    symmetric: bool
    convention: Literal["haralick1973", "lascu2021"]
    quantisation: str


class TextureRecord(_Record):
    """Texture of one region: means and ranges over the angles."""

    features: dict[str, float]
    ranges: dict[str, float]
    pairs: Count
    settings: TextureSettingsRecord


class DomainRecord(_Record):
    """A feature among the published domains and among normal films."""

    value: float
    domains: dict[str, list[float]]
    inside: list[str]
    percentile_of_normal: float
    percentile_of_normal_by_source: dict[str, float]


class DomainsRecord(_Record):
    """The published domains, which overlap and name no disease."""

    caveat: str
    normal_films: Count
    features: dict[str, DomainRecord]


class HeatMapRecord(_Record):
    """Share of a class's Grad-CAM inside the lungs; null where map or mask is empty."""

    label: str
    lung_share: Probability | None


class ModelRecord(_Record):
    """The model that a result comes from."""

    name: str
    version: str
    sha256: str
    runtime: str


class CheckRecord(_Record):
    """One check of the film before, or after, its lungs are found."""

    name: str
    outcome: Literal["passed", "warned", "refused"]
    value: float
    sentence: str


class OverruleRecord(_Record):
    """The reader's decision against a refusal; ISO 8601 with time zone."""

    at: str
    reason: str


class QualityRecord(_Record):
    """Every check that was made, and what the reader has overruled."""

    checks: list[CheckRecord]
    overrule: OverruleRecord | None


class AbstentionRecord(_Record):
    """Why the models give no answer; where they are uncertain, the two likeliest labels."""

    cause: Literal["gate", "novelty", "uncertain"]
    reason: str
    between: list[str]


class OperatingPointRecord(_Record):
    """A class's threshold and uncertain band, with where they come from."""

    threshold: Probability
    low: Probability
    high: Probability
    origin: str


class NoveltyRecord(_Record):
    """How far the film lies from those that the classifier has learnt from, and the limit."""

    score: float
    limit: Positive


class PatchSettingsRecord(_Record):
    """How patches were drawn."""

    seed: str
    side: Count
    lung_rows: Count
    detail_rows: Count
    masked: bool


class PatchesRecord(_Record):
    """What the patches of a film say: votes, means over the patches and their spread."""

    number: Count
    prediction: str
    votes: dict[str, Count]
    vote_shares: dict[str, Probability]
    vote_entropy_bits: Annotated[float, Field(ge=0)]
    labels: dict[str, Probability]
    labels_3: dict[str, Probability]
    standard_deviations: dict[str, float]
    centres: list[Annotated[list[float], Field(min_length=2, max_length=2)]]
    patch_px: Positive
    heatmaps: list[HeatMapRecord]
    settings: PatchSettingsRecord
    model: ModelRecord


class _Head(_Record):
    """What every record begins with."""

    schema_version: Literal[1]
    not_for_clinical_use: NotForClinicalUse
    file: str


class _Answer(_Head):
    """What the models say; empty, or null, where they say nothing."""

    frame: Annotated[int, Field(ge=1)]
    sha256: Sha256
    outcome: str | None
    abstention: AbstentionRecord | None
    quality: QualityRecord | None
    labels: dict[str, Probability]
    labels_3: dict[str, Probability]
    prediction: str | None
    operating_points: dict[str, OperatingPointRecord]
    novelty: NoveltyRecord | None
    lungs: dict[str, AreaRecord]
    texture: dict[str, TextureRecord]
    texture_lascu2021: dict[str, TextureRecord]
    texture_domains: DomainsRecord | None
    heatmaps: list[HeatMapRecord]
    patches: PatchesRecord | None
    patches_reason: str = ""
    models: dict[str, ModelRecord]
    timings_s: dict[str, float]
    notices: list[str]


class AnalysedRecord(_Answer):
    """An image that was analysed; the models may abstain, by novelty or uncertainty, beside their figures."""

    status: Literal["ok"]
    mask_file: str = ""
    heatmap_files: dict[str, str] = {}


class AbstainedRecord(_Answer):
    """An image that failed a check, so that no model says anything of it."""

    status: Literal["abstained"]
    reason: str


class RefusedRecord(_Head):
    """An image that no model can read at all."""

    status: Literal["abstained"]
    outcome: Literal["abstain"]
    reason: str


class FailedRecord(_Head):
    """A file that could not be read or analysed."""

    status: Literal["failed"]
    outcome: None
    reason: str


class AnalysisFile(_Record):
    """What `cxrviewer analyse --json` writes."""

    schema_version: Literal[1]
    images: list[AnalysedRecord | AbstainedRecord | RefusedRecord | FailedRecord]


def analysis_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **AnalysisFile.model_json_schema(),
        "title": f"cxrviewer analyse --json, version {SCHEMA_VERSION}",
    }
