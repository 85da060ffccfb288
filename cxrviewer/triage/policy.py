"""The declared policy that a worklist is sorted by: a TOML file that anyone may read and edit."""

import hashlib
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from cxrviewer.errors import FileError
from cxrviewer.locations import resources_folder
from cxrviewer.triage.case import STEPS
from cxrviewer.triage.toml_lines import line_of

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_TOLERANCE = 1e-9


def _on_a_step(threshold: float) -> float:
    steps = threshold * STEPS
    if not 0.5 < steps < STEPS - 0.5 or abs(steps - round(steps)) > _TOLERANCE:
        raise ValueError(f"must be a multiple of {1 / STEPS:g} between 0 and 1")
    return threshold


Threshold = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_on_a_step)]


class _Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Weights(_Record):
    """What the score of a case is made of.

    Attributes
    ----------
    findings
        Weight of the expected severity: probabilities times severities.
    extent
        Weight of the share of the lungs that is involved.
    quality
        Weight of a warning of the checks of quality.
    """

    findings: Share
    extent: Share
    quality: Share

    @model_validator(mode="after")
    def _sum_to_one(self) -> "Weights":
        if abs(self.findings + self.extent + self.quality - 1) > _TOLERANCE:
            raise ValueError("the weights must sum to 1")
        return self


class Policy(_Record):
    """How urgent a case is; see `urgency` for the formula.

    Attributes
    ----------
    name, version
        Stored with every rank.
    unanswered_from
        Urgency that divides the cases with an answer (below) from those without (from here to 1).
    unknown_score
        The least score of a case without an answer.
    other_severity
        Of labels that `severity` does not name.
    severity
        Label -> how severe the finding is.
    weights
        What the score is made of.
    priorities
        Clinical priority in capitals -> the least score that it gives.
    extent_from, other_extent_from
        Label -> the value of the Grad-CAM, on the absolute scale of the card, from which on a place of the
        lungs counts as involved, a multiple of 1 / `STEPS`; and that of labels that are not named.
    words
        Word -> the urgency from which on a case with an answer is called so.
    """

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    unanswered_from: float = Field(gt=0, lt=1)
    unknown_score: Share
    other_severity: Share
    severity: dict[str, Share]
    weights: Weights
    priorities: dict[str, Share]
    other_extent_from: Threshold
    extent_from: dict[str, Threshold]
    words: dict[str, Share]

    @field_validator("words")
    @classmethod
    def _from_zero(cls, words: dict[str, float]) -> dict[str, float]:
        if 0 not in words.values():
            raise ValueError("one word must hold from 0 on")
        return dict(sorted(words.items(), key=lambda one: one[1]))

    @field_validator("priorities")
    @classmethod
    def _in_capitals(cls, priorities: dict[str, float]) -> dict[str, float]:
        return {name.upper(): score for name, score in priorities.items()}

    def word(self, urgency: float) -> str:
        """Return what a case with an answer is called."""
        return next(word for word, start in reversed(self.words.items()) if urgency >= start)

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal hash of all that it says, however the file is laid out."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def reference(self) -> dict[str, str]:
        """Name, version and hash, as results carry them."""
        return {"name": self.name, "version": self.version, "sha256": self.sha256}


def policy_file() -> Path:
    """Return the policy that ships."""
    return resources_folder() / "triage" / "policy.toml"


def read_policy(path: Path | None = None) -> Policy:
    """Read a policy; the one that ships if None.

    Raises
    ------
    FileError
        If it cannot be read or does not say all that a policy must, or more.
    """
    path = path or policy_file()
    words = ""
    try:
        words = path.read_text(encoding="utf-8")
        return Policy.model_validate(tomllib.loads(words))
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror or error})") from error
    except ValidationError as error:
        raise FileError(path, f"is no policy: {_first_fault(error, words)}") from error
    except ValueError as error:  # not TOML, not UTF-8
        raise FileError(path, f"is no policy: {error}") from error


def _first_fault(error: ValidationError, words: str) -> str:
    """Return line, name and reason of the first value that is wrong."""
    first = error.errors()[0]
    place = tuple(str(part) for part in first["loc"])
    line = line_of(words, place)
    named = ".".join(place)
    parts = [f"line {line}" if line else "", named, first["msg"].removeprefix("Value error, ")]
    return ": ".join(part for part in parts if part)
