"""The one process of a device that runs the networks of all workers."""

import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Listener
from multiprocessing.process import BaseProcess

from cxrviewer.errors import CxrviewerError, ModelError
from cxrviewer.inference.elsewhere import Ask, Open, Opened, Place, Question, Reply, Trouble
from cxrviewer.inference.sessions import DeviceMemoryError, open_session
from cxrviewer.processes import process_context, without_interrupts, worker_environment
from cxrviewer.triage.batching import Batcher
from cxrviewer.triage.pool_member import END_LIMIT_S, be_quiet

_FAMILY = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
_KEY_BYTES = 32
_BACKLOG = 64
_START_LIMIT_S = 60.0


class Networks:
    """The networks that have been asked for, each loaded once.

    Parameters
    ----------
    threads
        Threads of a forward pass on the CPU.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._loading = threading.Lock()
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._batchers: list[Batcher] = []

    def reply(self, question: Question) -> Reply:
        """Answer a question; from any thread."""
        try:
            if isinstance(question, Ask):
                return self._batchers[question.number].run(question.batch)
            return self._opened(question)
        except DeviceMemoryError as error:
            return Trouble(str(error), of_memory=True)
        except ModelError as error:
            return Trouble(error.reason)
        except Exception as error:  # noqa: BLE001 - the network does not take what it is given
            return Trouble(f"cannot answer ({type(error).__name__})")

    def _opened(self, question: Open) -> Opened:
        """Load a package, if that is not done; the card has the hashes of all its files."""
        package = question.package
        key = (str(package.folder), package.card.model_dump_json(), question.device)
        with self._loading:
            if key not in self._numbers:
                self._batchers.append(Batcher(open_session(package, question.device, self._threads)))
                self._numbers[key] = len(self._batchers) - 1
            number = self._numbers[key]
        return Opened(number, self._batchers[number].session.runtime)


def serve_networks(parent: "Connection[str, None]", key: bytes, threads: int) -> None:
    """Answer all who come with the key, until the parent is gone."""
    be_quiet()
    networks = Networks(threads)
    with Listener(None, _FAMILY, _BACKLOG, key) as listener:
        parent.send(str(listener.address))
        threading.Thread(target=_let_in, args=(listener, networks), daemon=True).start()
        with suppress(EOFError, OSError):
            parent.recv()


def _let_in(listener: Listener, networks: Networks) -> None:
    """Give each who comes a thread."""
    while True:
        try:
            connection = listener.accept()
        except (ConnectionError, EOFError, multiprocessing.AuthenticationError):
            continue
        except OSError:  # it is closed
            return
        threading.Thread(target=_answer, args=(connection, networks), daemon=True).start()


def _answer(connection: "Connection[Reply, Question]", networks: Networks) -> None:
    """Answer one worker until it is gone."""
    with connection, suppress(EOFError, OSError):
        while True:
            connection.send(networks.reply(connection.recv()))


@dataclass(slots=True)
class InferenceProcess:
    """That process as its parent sees it.

    Attributes
    ----------
    process, connection
        The child and the pipe to it.
    place
        Where it answers.
    """

    process: BaseProcess
    connection: "Connection[None, str]"
    place: Place

    def end(self) -> None:
        """Let it end, or end it."""
        self.connection.close()
        self.process.join(END_LIMIT_S)
        self.process.kill()
        self.process.join()


def start_inference(threads: int) -> InferenceProcess:
    """Start it; networks are loaded when they are asked for.

    Raises
    ------
    CxrviewerError
        If it does not come to life.
    """
    context = process_context()
    ours, theirs = context.Pipe()
    key = os.urandom(_KEY_BYTES)
    process = context.Process(
        target=serve_networks, args=(theirs, key, threads), daemon=True, name="cxrviewer-inference"
    )
    with without_interrupts(), worker_environment():
        process.start()
    theirs.close()
    with suppress(EOFError, OSError):
        if ours.poll(_START_LIMIT_S):
            return InferenceProcess(process, ours, Place(ours.recv(), key))
    process.kill()
    raise CxrviewerError("the process that runs the networks does not start")
