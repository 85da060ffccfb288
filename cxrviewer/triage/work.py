"""What a worker does with one film: a function of frozen inputs, the same in every engine."""

import hashlib
import json
import threading
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from cxrviewer import __version__
from cxrviewer.analysis import Analyser
from cxrviewer.decoding import patient
from cxrviewer.errors import CxrviewerError, FileError, ReadError
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.readers import read_image, read_priority
from cxrviewer.readers.files import open_film, sha256_of
from cxrviewer.study import Image, ReadAs
from cxrviewer.triage.outcome import Outcome, failure_of, outcome_of
from cxrviewer.triage.saving import NOTHING_SAVED, Saved, Saves, save
from cxrviewer.triage.thumbnail import thumbnail

_FORMAT = 2  # another number whenever outcomes mean something else; results of other numbers are not used

_PATIENCE = 8.0  # no film shall fail because the machine is busy


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a worker needs before its first film.

    Attributes
    ----------
    packages
        The model packages.
    device
        "cpu" or "cuda".
    read_as
        What pictures are that do not say it.
    threads
        Threads of a forward pass on the CPU.
    saves
        What files are written of each film; None for none.
    """

    packages: Catalogue
    device: str = "cpu"
    read_as: ReadAs = ReadAs.AUTO
    threads: int = 1
    saves: Saves | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one film.

    Attributes
    ----------
    path
        The film.
    sha256
        Of its content; empty if not even that could be read.
    priority
        The clinical priority that its header states; empty without.
    outcome
        None where the content was known already.
    thumbnail
        A small JPEG; empty where there is no picture.
    saved
        What files of it were written.
    """

    path: Path
    sha256: str = ""
    priority: str = ""
    outcome: Outcome | None = None
    thumbnail: bytes = b""
    saved: Saved = NOTHING_SAVED


class Worker:
    """Analyses films one after the other; the models are loaded here.

    Attributes
    ----------
    recipe
        Identifies all that results are made with.

    Raises
    ------
    ModelError
        If a model package is missing or broken.
    """

    def __init__(self, equipment: Equipment) -> None:
        self._read_as, self._saves = equipment.read_as, equipment.saves
        self._analyser = Analyser(equipment.device, equipment.packages, threads=equipment.threads)
        self._analyser.load()
        self.recipe = self._recipe()

    def _recipe(self) -> str:
        """Identify all that results are made with: models, texture, version of the program, settings."""
        recipes = [asdict(self._analyser.recipe(kind)) for kind in (ReadAs.CXR, ReadAs.CT)]
        words = json.dumps([_FORMAT, __version__, self._read_as.value, recipes], sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()

    def analyse(self, path: Path, known: Collection[str]) -> Done:
        """Read and analyse one film; no file makes this raise.

        Parameters
        ----------
        path
            The film.
        known
            SHA-256 of the contents that need not be analysed.
        """
        sha256 = priority = ""
        picture = b""
        try:
            sha256, priority = content_of(path), _priority(path)
            if sha256 in known:
                return Done(path, sha256, priority)
            with patient(_PATIENCE):
                image = read_image(path)
            _check_same(path, sha256, image)
            picture = thumbnail(image)
            analysis = self._analyser.analyse(image, read_as=self._read_as)
            saved = NOTHING_SAVED if self._saves is None else save(self._saves, image, analysis)
            return Done(path, sha256, priority, outcome_of(image, analysis), picture, saved)
        except CxrviewerError as error:
            return Done(path, sha256, priority, failure_of(path, error), picture)
        except Exception as error:  # noqa: BLE001 - one film must not take the rest of the batch with it
            return Done(path, sha256, priority, failure_of(path, _program_error(path, error)), picture)


def worker_of(equipment: Equipment) -> Worker:
    """Return the worker of this process, made at the first call; from any thread."""
    with _making:
        if (key := repr(equipment)) not in _workers:
            _workers[key] = Worker(equipment)
        return _workers[key]


_making = threading.Lock()
_workers: dict[str, Worker] = {}


def given_up(path: Path, reason: str) -> Done:
    """Return that a film has taken its worker with it, so that it is not tried again by itself."""
    error = FileError(path, f"the analysis {reason}")
    try:
        return Done(path, content_of(path), "", failure_of(path, error))
    except ReadError:
        return Done(path, outcome=failure_of(path, error))


def content_of(path: Path) -> str:
    """Return the SHA-256 of a file; of an empty one too, which `open_film` refuses (ReadError)."""
    if path.is_file() and path.stat().st_size == 0:
        return hashlib.sha256().hexdigest()
    with open_film(path) as film:
        return sha256_of(film)


def _priority(path: Path) -> str:
    """Return the priority that a header states; what is wrong with a file is said by reading its picture."""
    try:
        return read_priority(path)
    except ReadError:
        return ""


def _check_same(path: Path, sha256: str, image: Image) -> None:
    """Refuse a file that was written to between hashing and reading (ReadError)."""
    if image.source.sha256 != sha256:
        raise ReadError(path, "has changed while it was read")


def _program_error(path: Path, error: Exception) -> FileError:
    """Return an unexpected error as one of this film; its words may quote the header and are not told."""
    return FileError(path, f"an error of the program ({type(error).__name__})")
