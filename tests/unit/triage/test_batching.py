"""What several threads ask of one network goes into batches, and comes apart again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.inference.package import newest_package
from cxrviewer.inference.sessions import Answer, OnnxSession, Session
from cxrviewer.triage.batching import Batcher

ASKED = 12


class Held:
    """A session that begins when it is let, and notes how large its batches are."""

    runtime = "held"

    def __init__(self, session: Session) -> None:
        self._session = session
        self.go = threading.Event()
        self.sizes: list[int] = []

    def run(self, batch: np.ndarray) -> Answer:
        self.go.wait(60)
        self.sizes.append(len(batch))
        return self._session.run(batch)


@pytest.fixture(scope="module", params=["segment", "classify"])
def session(request: pytest.FixtureRequest, tiny_models: Path) -> tuple[OnnxSession, tuple[int, ...]]:
    package = newest_package(tiny_models, request.param)
    assert package is not None
    card = package.card.input
    return OnnxSession(package, 1), (card.channels, *card.grid)


def test_each_has_the_answer_to_its_own_films(session: tuple[OnnxSession, tuple[int, ...]]) -> None:
    network, shape = session
    chance = np.random.default_rng(3)
    asked = [chance.normal(size=(1 + n % 3, *shape)).astype(np.float32) for n in range(ASKED)]
    held = Held(network)
    batcher = Batcher(held, most=8)
    with ThreadPoolExecutor(ASKED) as threads:
        answers = [threads.submit(batcher.run, batch) for batch in asked]
        held.go.set()
    for batch, answer in zip(asked, answers, strict=True):
        alone, together = network.run(batch), answer.result()
        np.testing.assert_allclose(together.logits, alone.logits, rtol=1e-5, atol=1e-5)
        assert (together.maps is None) == (alone.maps is None)
        if alone.maps is not None and together.maps is not None:
            np.testing.assert_allclose(together.maps, alone.maps, rtol=1e-5, atol=1e-5)
    assert sum(held.sizes) == sum(map(len, asked))
    assert len(held.sizes) < ASKED
    assert max(held.sizes) <= 8 + 2  # the last one that fits may bring three


def test_a_film_that_comes_alone_does_not_wait_for_others(
    session: tuple[OnnxSession, tuple[int, ...]],
) -> None:
    network, shape = session
    batch = np.zeros((1, *shape), np.float32)
    held = Held(network)
    held.go.set()
    batcher = Batcher(held, wait_s=0.0)
    for _ in range(3):
        np.testing.assert_array_equal(batcher.run(batch).logits, network.run(batch).logits)
    assert held.sizes == [1, 1, 1]


def test_what_a_network_does_not_take_is_said_to_who_asked_and_it_goes_on(
    session: tuple[OnnxSession, tuple[int, ...]],
) -> None:
    network, shape = session
    batcher = Batcher(network)
    with pytest.raises(Exception, match=r"(?i)dim"):
        batcher.run(np.zeros((1, shape[0], 7, 9), np.float32))
    assert len(batcher.run(np.zeros((2, *shape), np.float32)).logits) == 2
