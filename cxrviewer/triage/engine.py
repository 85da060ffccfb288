"""What an engine is: workers that films are given to, wherever they run; results come back to one writer."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.triage.work import Done

Say = Callable[[str], None]
CHANGED = "the model packages have changed while the films were being analysed"


class Engine(Protocol):
    """Workers that run from `with` to its end."""

    def __enter__(self) -> Self:
        """Begin to load the models, without waiting for them."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers; what they have not finished is lost."""
        ...

    def recipe(self, context: JobContext) -> str:
        """Wait for the models and return what results are made with, see `Worker.recipe`.

        Raises
        ------
        CxrviewerError
            If a worker cannot load them.
        JobCancelledError
            If the context was cancelled.
        """
        ...

    def outcomes(
        self, paths: Iterable[Path], known: frozenset[str], say: Say, context: JobContext
    ) -> Iterator[Done]:
        """Yield what came of each film, in whatever order; all is called in the caller's thread.

        A film whose worker is lost is given to another one, and failed when it loses that as well.

        Parameters
        ----------
        paths
            The films, taken only as fast as they are worked on.
        known
            SHA-256 of the contents that need not be analysed.
        say
            Hears of lost workers, in a sentence.
        context
            May cancel between films.

        Raises
        ------
        CxrviewerError
            If workers are lost again and again without a result.
        JobCancelledError
            If the context was cancelled.
        """
        ...


def require_dask() -> None:
    """Make sure that Dask is installed.

    Raises
    ------
    CxrviewerError
        If it is not.
    """
    try:
        import distributed  # noqa: F401, PLC0415 - optional
    except ImportError as error:
        raise CxrviewerError("the engine dask needs Dask: pip install 'cxrviewer[cluster]'") from error
