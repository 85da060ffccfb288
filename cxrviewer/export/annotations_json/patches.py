"""What patches of the lungs say as a record, and back."""

import numpy as np
from pydantic import BaseModel, ConfigDict

from cxrviewer.export.annotations_json.arrays import FloatsRecord
from cxrviewer.study import HeatMap, ModelReference, PatchReading, PatchSettings


class PatchMapRecord(BaseModel):
    """The merged Grad-CAM of one class; not a number where no patch lies."""

    model_config = ConfigDict(strict=True, frozen=True)

    label: str
    values: FloatsRecord
    extent: tuple[float, float, float, float]
    lung_share: float | None = None


class PatchesRecord(BaseModel):
    """Votes, means and spread over the labels, and the answer of each patch."""

    model_config = ConfigDict(strict=True, frozen=True)

    votes: dict[str, int]
    probabilities: dict[str, float]
    deviations: dict[str, float]
    grouped: dict[str, float] = {}
    centres: tuple[tuple[float, float], ...]
    answers: tuple[tuple[float, ...], ...]
    patch_px: float
    heatmaps: tuple[PatchMapRecord, ...] = ()
    settings: PatchSettings
    model: ModelReference

    @classmethod
    def of(cls, reading: PatchReading) -> "PatchesRecord":
        """Return the record of a reading."""
        return cls(
            votes=dict(reading.votes),
            probabilities=dict(reading.probabilities),
            deviations=dict(reading.deviations),
            grouped=dict(reading.grouped),
            centres=tuple((x, y) for x, y in reading.centres.tolist()),
            answers=tuple(tuple(row) for row in reading.answers.tolist()),
            patch_px=reading.patch_px,
            heatmaps=tuple(
                PatchMapRecord(
                    label=one.label,
                    values=FloatsRecord.of(one.values),
                    extent=one.extent,
                    lung_share=one.lung_share,
                )
                for one in reading.heatmaps
            ),
            settings=reading.settings,
            model=reading.model,
        )

    def reading(self) -> PatchReading:
        """Return the reading.

        Raises
        ------
        ValueError
            If votes, means, spread, answers and centres are not of the same labels and patches, or a map is
            damaged.
        """
        labels = set(self.votes)
        if {len(row) for row in self.answers} != {len(labels)} or len(self.centres) != len(self.answers):
            raise ValueError("the patches do not have one centre and one probability of each class")
        if not labels == set(self.probabilities) == set(self.deviations):
            raise ValueError("votes, means and spread of the patches are not of the same classes")
        return PatchReading(
            self.votes,
            self.probabilities,
            self.deviations,
            self.grouped,
            np.array(self.centres, np.float64),
            np.array(self.answers, np.float32),
            self.patch_px,
            tuple(
                HeatMap(one.label, one.values.values(), one.extent, one.lung_share, self.model)
                for one in self.heatmaps
            ),
            self.settings,
            self.model,
        )
