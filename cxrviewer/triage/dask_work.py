"""What runs in the workers of a Dask cluster."""

from dataclasses import dataclass
from pathlib import Path

from distributed import WorkerPlugin

from cxrviewer.errors import CxrviewerError
from cxrviewer.quiet import libraries_silent
from cxrviewer.triage.work import Done, Equipment, worker_of

_GIVEN: dict[str, tuple[Equipment, frozenset[str]]] = {}


@dataclass(frozen=True, slots=True)
class Refused:
    """The models cannot be loaded, and why in a sentence."""

    reason: str


class Given(WorkerPlugin):
    """What all films need; a plugin that every worker has, also one that joins later or begins anew.

    Parameters
    ----------
    key
        What it is found under.
    equipment, known
        As of `Worker`, and of its `analyse`.
    """

    def __init__(self, key: str, equipment: Equipment, known: frozenset[str]) -> None:
        self._key, self._content = key, (equipment, known)

    def setup(self, worker: object) -> None:
        """Take it into this process."""
        _GIVEN[self._key] = self._content

    def teardown(self, worker: object) -> None:
        """Let go of it."""
        _GIVEN.pop(self._key, None)


def recipe(equipment: Equipment) -> str | Refused:
    """Load the models of this process, if that is not done, and return what results are made with."""
    try:
        return worker_of(equipment).recipe
    except CxrviewerError as error:
        return Refused(str(error))


def analyse(path: Path, given: str) -> tuple[str, Done] | Refused:
    """Analyse a film, with what was given under a key; return also what the result is made with."""
    equipment, known = _GIVEN[given]
    with libraries_silent():
        made_with = recipe(equipment)
        if isinstance(made_with, Refused):
            return made_with
        return made_with, worker_of(equipment).analyse(path, known)
