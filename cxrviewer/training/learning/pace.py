"""How fast a training is, and when it will be done."""

import time
from collections.abc import Callable

from cxrviewer.training.learning.side import side_of_epoch
from cxrviewer.training.presets import Preset

_VALIDATED = 1 / 3  # of the work of training on a film is that of validating on one
Clock = Callable[[], float]


class Pace:
    """Measures films in a second and estimates the time left; pauses do not count.

    Parameters
    ----------
    films_training, films_validation
        Of an epoch.
    clock
        Seconds, rising.
    """

    def __init__(
        self, preset: Preset, films_training: int, films_validation: int, clock: Clock = time.monotonic
    ) -> None:
        self._preset, self._clock = preset, clock
        self._training, self._validation = films_training, films_validation
        self._paused_s = self._work = 0.0
        self._began = self._epoch_began = self._told = clock()
        self._films = 0

    def begin_epoch(self) -> None:
        """Count the films of an epoch from here on."""
        self._epoch_began, self._films = self._now(), 0

    def paused(self, seconds: float) -> None:
        """Leave out a pause."""
        self._paused_s += seconds

    def trained(self, films: int, side: int) -> None:
        """Count films trained on."""
        self._films += films
        self._work += films * side**2

    def validated(self, films: int) -> None:
        """Count films validated on, always at the last picture size."""
        self._work += self._of_validating(films)

    def images_per_s(self) -> float:
        """Return the films trained on in a second of this epoch."""
        return self._films / max(self._now() - self._epoch_began, 1e-9)

    def left_s(self, epoch: int, films_done: int) -> float:
        """Return the seconds to the end when so many films of a zero-based epoch are trained on."""
        if self._work == 0:
            return 0.0
        left = sum(
            self._training * side_of_epoch(self._preset, later) ** 2 + self._of_validating(self._validation)
            for later in range(epoch, sum(self._preset.epochs))
        )
        left -= films_done * side_of_epoch(self._preset, epoch) ** 2 if films_done else 0
        return max(left, 0.0) * (self._now() - self._began) / self._work

    def _of_validating(self, films: int) -> float:
        """Return the work of validating on films."""
        return films * self._preset.sizes[-1] ** 2 * _VALIDATED

    def due(self, every_s: float) -> bool:
        """Whether it is so long since this was last answered with yes."""
        if self._clock() - self._told < every_s:
            return False
        self._told = self._clock()
        return True

    def _now(self) -> float:
        """Return the time without pauses."""
        return self._clock() - self._paused_s
