"""Networks that another process runs, asked over a real connection."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Listener
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.elsewhere import (
    LOST,
    Ask,
    Open,
    Opened,
    Place,
    Question,
    Reply,
    Trouble,
    networks_at,
)
from cxrviewer.inference.golden import golden_batch
from cxrviewer.inference.model import open_classifier
from cxrviewer.inference.package import ModelPackage, newest_package
from cxrviewer.inference.sessions import DeviceMemoryError, OnnxSession, open_session

KEY = b"key"


class Answering:
    """One who answers in a thread; what of, can be changed."""

    def __init__(self) -> None:
        self.listener = Listener(None, authkey=KEY)
        self.place = Place(self.listener.address, KEY)
        self.asked: list[Question] = []
        self.trouble: Trouble | None = None
        self.silent = False
        self._session: OnnxSession | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        with suppress(EOFError, OSError), self.listener.accept() as connection:
            while not self.silent:
                connection.send(self._reply(connection.recv()))

    def _reply(self, question: Question) -> Reply:
        self.asked.append(question)
        if self.trouble is not None:
            return self.trouble
        if isinstance(question, Open):
            self._session = OnnxSession(question.package, 1)
            return Opened(7, "a runtime far away")
        assert question.number == 7
        assert self._session is not None
        return self._session.run(question.batch)


@pytest.fixture
def answering() -> Iterator[Answering]:
    made = Answering()
    yield made
    made.listener.close()
    made.thread.join(60)


@pytest.fixture
def package(tiny_models: Path) -> ModelPackage:
    found = newest_package(tiny_models, "classify")
    assert found is not None
    return found


def test_a_classifier_answers_as_in_this_process(answering: Answering, package: ModelPackage) -> None:
    unit = np.random.default_rng(1).random((90, 70), np.float32)
    labels = np.ones(unit.shape, np.uint8)
    here = open_classifier(package, "cpu", 1)
    with networks_at(answering.place):
        there = open_classifier(package, "cpu", 1)
        found = there.read(unit, labels)
    expected = here.read(unit, labels)
    np.testing.assert_array_equal(found.probabilities, expected.probabilities)
    np.testing.assert_array_equal(found.cams, expected.cams)
    assert there.reference == replace(here.reference, runtime="a runtime far away")
    kinds = [type(question) for question in answering.asked]
    assert kinds == [Open, Ask, Ask]  # the golden picture is asked for, too


def test_outside_of_it_sessions_are_of_this_process(answering: Answering, package: ModelPackage) -> None:
    with networks_at(answering.place):
        pass
    assert isinstance(open_session(package, "cpu", 1), OnnxSession)
    assert answering.asked == []


def test_troubles_are_those_of_a_session_here(answering: Answering, package: ModelPackage) -> None:
    with networks_at(answering.place):
        session = open_session(package, "cuda")
        answering.trouble = Trouble("the GPU has too little free memory for a film", of_memory=True)
        with pytest.raises(DeviceMemoryError, match="too little free memory"):
            session.run(np.zeros((1, 1, 8, 8), np.float32))
        answering.trouble = Trouble("is not there")
        with pytest.raises(ModelError, match=f"{package.folder.name}: is not there"):
            open_session(package, "cpu")


def test_a_process_whose_networks_are_gone_ends(answering: Answering, package: ModelPackage) -> None:
    with networks_at(answering.place):
        session = open_session(package, "cpu")
        answering.silent = True
        batch = golden_batch(package.card.input)
        with pytest.raises(SystemExit) as ended:
            _ = [session.run(batch) for _ in range(2)]  # it may have been waiting for one more question
    assert ended.value.code == LOST
    answering.listener.close()
    with pytest.raises(SystemExit) as ended, networks_at(answering.place):
        pass
    assert ended.value.code == LOST
