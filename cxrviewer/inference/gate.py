"""The network that tells upright frontal chest films from others before any other model reads them."""

from dataclasses import dataclass

import numpy as np

from cxrviewer.inference.model import prepare
from cxrviewer.inference.novelty import KnownFilms, open_known_films, pooled
from cxrviewer.inference.package import ModelPackage
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import Answer, Session, open_session, reference, softmax
from cxrviewer.study import ModelReference

FRONTAL, MIRRORED, INVERTED, NOT_FRONTAL = "frontal", "mirrored", "inverted", "not_frontal"
TURNED = ("turned_90", "turned_180", "turned_270")
"""Turned clockwise by so many degrees."""
GATE_LABELS = (FRONTAL, MIRRORED, *TURNED, INVERTED, NOT_FRONTAL)


@dataclass(frozen=True, slots=True)
class GateReading:
    """What the gate's network says of a picture.

    Attributes
    ----------
    probabilities
        Label of the card -> probability; they sum to 1.
    novelty
        How far the picture lies from the films that the network has learnt from; see `KnownFilms`.
    """

    probabilities: dict[str, float]
    novelty: float


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A loaded gate."""

    package: ModelPackage
    session: Session
    known: KnownFilms

    def read(self, unit: FloatMap) -> GateReading:
        """Look at a picture, (rows, columns) float32 in [0, 1], bright = dense.

        A film that looks mirrored is compared with the known films the other way round, too.
        """
        batch, card = prepare(unit, self.package).batch, self.package.card
        answer = self.session.run(batch)
        probabilities = softmax(answer.logits / card.temperature, axis=1)[0]
        named = dict(zip(card.label_names, map(float, probabilities), strict=True))
        novelty = self._novelty(answer)
        if max(named, key=named.__getitem__) == MIRRORED:
            turned = self.session.run(np.ascontiguousarray(batch[..., ::-1]))
            novelty = min(novelty, self._novelty(turned))
        return GateReading(named, novelty)

    def _novelty(self, answer: Answer) -> float:
        """Return how far a picture lies from the known films."""
        return self.known.score(pooled(answer)[0])

    @property
    def reference(self) -> ModelReference:
        """The model that results come from."""
        return reference(self.package, self.session)


def open_gate(package: ModelPackage, device: str, threads: int = 0) -> Gate:
    """Load a gate for "cpu" or "cuda" (errors as in `open_session` and `open_known_films`)."""
    return Gate(package, open_session(package, device, threads), open_known_films(package))
