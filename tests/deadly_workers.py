"""Worker processes that die: of a film called `poison`, or before their first one."""

import hashlib
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from cxrviewer.triage.case import CaseStatus
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.pool_member import Answer, Ready, Wish
from cxrviewer.triage.work import Done, Equipment


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_of_poison(
    connection: "Connection[Answer, Wish]", _equipment: Equipment, _known: frozenset[str]
) -> None:
    connection.send(Ready("recipe"))
    while True:
        wish = connection.recv()
        if isinstance(wish, Path):
            if wish.name == "poison":
                die()
            content = hashlib.sha256(wish.name.encode()).hexdigest()
            connection.send(Done(wish, content, "", Outcome(CaseStatus.DONE, "", {})))


def dies_at_once(
    _connection: "Connection[Answer, Wish]", _equipment: Equipment, _known: frozenset[str]
) -> None:
    die()
