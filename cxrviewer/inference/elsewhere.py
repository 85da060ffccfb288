"""Networks that another process runs for several: what readers ask it, and what it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection
from typing import TypeVar

from cxrviewer.errors import ModelError
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import Answer, DeviceMemoryError, Session, sessions_by

LOST = 70
"""Exit status of a process whose networks are gone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the process listens, and what it lets in by."""

    address: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Open:
    """Load a package, unless it is loaded already."""

    package: ModelPackage
    device: str


@dataclass(frozen=True, slots=True)
class Opened:
    """It is loaded; what it is asked by, and what computes, in words."""

    number: int
    runtime: str


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """Answer for a batch, (n, channels, rows, columns) float32."""

    number: int
    batch: FloatMap


@dataclass(frozen=True, slots=True)
class Trouble:
    """There is no answer, and why in a sentence."""

    words: str
    of_memory: bool = False


Question = Open | Ask
Reply = Opened | Answer | Trouble
T = TypeVar("T", Opened, Answer)


class SessionElsewhere:
    """See `Session`.

    Parameters
    ----------
    connection
        To the process; of one thread.
    package, device
        As of `open_session`.

    Raises
    ------
    ModelError
        If the package cannot be loaded there.
    """

    def __init__(self, connection: "Connection[Question, Reply]", package: ModelPackage, device: str) -> None:
        self._connection, self._folder = connection, package.folder
        opened = self._replied(Open(package, device), Opened)
        self._number, self.runtime = opened.number, opened.runtime

    def run(self, batch: FloatMap) -> Answer:
        """See `Session`.

        Raises
        ------
        ModelError
            If the network does not take such a batch.
        DeviceMemoryError
            If the GPU does not.
        """
        return self._replied(Ask(self._number, batch), Answer)

    def _replied(self, question: Question, kind: type[T]) -> T:
        """Ask and wait; without the other process this one can do nothing, and ends."""
        try:
            self._connection.send(question)
            reply = self._connection.recv()
        except (EOFError, OSError) as error:
            raise SystemExit(LOST) from error
        if isinstance(reply, kind):
            return reply
        words = reply.words if isinstance(reply, Trouble) else "is answered for wrongly"
        if isinstance(reply, Trouble) and reply.of_memory:
            raise DeviceMemoryError(words)
        raise ModelError(self._folder, words)


@contextmanager
def networks_at(place: Place) -> Iterator[None]:
    """Let every session that is opened within this, in this thread, be one of the process at a place.

    A process that cannot reach it ends, with the status `LOST`.
    """
    try:
        connection = Client(place.address, authkey=place.key)
    except (OSError, EOFError) as error:
        raise SystemExit(LOST) from error

    def session(package: ModelPackage, device: str) -> Session:
        return SessionElsewhere(connection, package, device)

    with connection, sessions_by(session):
        yield
