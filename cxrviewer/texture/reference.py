"""Texture of normal films, which a film can be compared with: numbers that ship, measured once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.locations import resources_folder

_FILE = Path("reference", "normal-texture.json")


@dataclass(frozen=True, slots=True, eq=False)
class NormalReference:
    """Features of both lungs together in normal films, by the convention lascu2021.

    Attributes
    ----------
    features
        Names, in the order of the columns.
    films
        Source -> (films, features) float64.
    lung_model
        Name of the model whose masks they were measured in.
    """

    features: tuple[str, ...]
    films: Mapping[str, npt.NDArray[np.float64]]
    lung_model: str

    @property
    def count(self) -> int:
        """How many films there are."""
        return sum(map(len, self.films.values()))

    def values(self, feature: str, source: str | None = None) -> npt.NDArray[np.float64]:
        """Return a feature of all films, or of those of one source."""
        column = self.features.index(feature)
        films = self.films.values() if source is None else [self.films[source]]
        return np.concatenate([values[:, column] for values in films])

    def percentile(self, feature: str, value: float, source: str | None = None) -> float:
        """Return the share of normal films with a lower value, 0 to 100; of equal ones half are lower."""
        values = self.values(feature, source)
        return 50 * float(np.mean(values < value) + np.mean(values <= value))


@cache
def normal_reference() -> NormalReference:
    """Return the reference that ships (written by packaging/make_texture_reference.py)."""
    record = json.loads((resources_folder() / _FILE).read_text(encoding="utf-8"))
    films = {source: np.array(values, np.float64) for source, values in record["films"].items()}
    return NormalReference(tuple(record["features"]), films, record["lung_model"]["name"])
