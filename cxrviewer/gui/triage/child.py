"""The batch as a process of its own, which outlives the window."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from cxrviewer.gui.child import read_wished, start_child


@dataclass(frozen=True, slots=True)
class BatchWish:
    """What is to be sorted, as the command `triage` takes it.

    Attributes
    ----------
    inputs
        Films and folders of films.
    output
        Folder of the batch.
    policy, priorities
        Files; None for the policy that ships, and for no table.
    retry
        Whether films that failed before are tried again.
    options
        Further options of the command, such as the models' folder.
    """

    inputs: tuple[Path, ...]
    output: Path
    policy: Path | None = None
    priorities: Path | None = None
    retry: bool = False
    options: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        """Return the arguments of our command line."""
        files = (("--policy", self.policy), ("--priorities", self.priorities))
        return [
            *("triage", "--output", str(self.output)),
            *(part for name, file in files if file is not None for part in (name, str(file))),
            *(["--retry"] if self.retry else []),
            *self.options,
            *("--", *map(str, self.inputs)),
        ]


_WISHES: TypeAdapter[BatchWish] = TypeAdapter(BatchWish)


def start_batch(wish: BatchWish) -> subprocess.Popen[bytes]:
    """Start the process.

    Raises
    ------
    FileError
        If the folder cannot be made or the process not be started.
    """
    return start_child(wish.arguments(), wish.output, _WISHES.dump_json(wish, indent=1), "the triage")


def read_wish(folder: Path) -> BatchWish | None:
    """Return what was wished for the batch in that folder; None where it was not started in the window.

    Raises
    ------
    FileError
        If that cannot be read.
    """
    return read_wished(_WISHES, folder, "the batch")
