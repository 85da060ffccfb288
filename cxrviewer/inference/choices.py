"""Which packages the user has chosen for what the analysis does: one small file beside the user's models.

It is no part of the settings: a window writes those back as it knows them, and would undo what the command
line has chosen meanwhile.
"""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from cxrviewer.errors import ModelError
from cxrviewer.inference.card import Card, Name, Record

CHOICES_FILE: Final = "in-use.json"
MOST_REMEMBERED = 20


@dataclass(frozen=True, slots=True, order=True)
class Purpose:
    """What a model does for the analysis.

    Attributes
    ----------
    task
        As of its card.
    reads
        The kind of picture, as of its card.
    """

    task: str
    reads: str

    @property
    def key(self) -> str:
        """Names the purpose in the file and to people."""
        return f"{self.task}, {self.reads}"


def purpose_of(card: Card) -> Purpose:
    """Return what a package is made for."""
    return Purpose(card.task, card.reads)


class Choices(Record):
    """Purpose -> names of the packages chosen for it, the one in use last; none where the shipped one is."""

    schema_version: Literal[1] = 1
    chosen: Mapping[str, tuple[Name, ...]] = Field(default_factory=dict)

    def of(self, purpose: Purpose) -> str:
        """Return the package chosen for a purpose; empty where the newest shipped one is in use."""
        names = self.chosen.get(purpose.key, ())
        return names[-1] if names else ""

    def using(self, purpose: Purpose, name: str) -> "Choices":
        """Return the choices with another package in use; the one before stays known."""
        if self.of(purpose) == name:
            return self
        names = (*self.chosen.get(purpose.key, ()), name)[-MOST_REMEMBERED:]
        return Choices(chosen={**self.chosen, purpose.key: names})

    def rolled_back(self, purpose: Purpose) -> "Choices":
        """Return the choices with the package before in use; before the first one it was the shipped one."""
        left = self.chosen.get(purpose.key, ())[:-1]
        others = {key: names for key, names in self.chosen.items() if key != purpose.key}
        return Choices(chosen=others | ({purpose.key: left} if left else {}))

    def without(self, name: str) -> "Choices":
        """Return the choices as if a package had never been chosen."""
        left = {key: tuple(one for one in names if one != name) for key, names in self.chosen.items()}
        return Choices(chosen={key: names for key, names in left.items() if names})


def read_choices(file: Path) -> Choices:
    """Read the choices; none if there is no file.

    Raises
    ------
    ModelError
        If the file cannot be read.
    """
    try:
        return Choices.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Choices()
    except (OSError, ValidationError) as error:
        reason = "the choice of models cannot be read; without this file the shipped ones are in use"
        raise ModelError(file, reason) from error


def write_choices(choices: Choices, file: Path) -> None:
    """Write the choices; the file is whole at every moment.

    Raises
    ------
    ModelError
        If it cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(choices.model_dump_json(indent=1))
        Path(name).replace(file)
    except OSError as error:
        reason = f"the choice of models cannot be written ({error.strerror or error})"
        raise ModelError(file, reason) from error
