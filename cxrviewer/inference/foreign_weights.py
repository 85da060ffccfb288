"""Weights that others have trained: read without executing anything, matched by name and shape."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from cxrviewer.errors import ModelError

Weights = Mapping[str, torch.Tensor]

_TABLES: Final = ("state_dict", "model_state_dict", "model", "network", "net", "weights")
_WRAPPERS: Final = ("module.", "model.", "network.", "net.", "_orig_mod.", "backbone.")
_MOST_LISTED: Final = 20
_COUNTER: Final = "num_batches_tracked"  # of no effect on answers; missing in old files


@dataclass(frozen=True, slots=True)
class MappingReport:
    """How the weights of a file fit a network.

    Attributes
    ----------
    taken
        Names of the network's weights that the file has.
    missing
        Those that it has not.
    unexpected
        Names in the file that the network does not know.
    shapes
        Weights of the same name and another shape, both shapes in words.
    """

    taken: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    shapes: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether the network has every weight from the file, and the file none besides."""
        return bool(self.taken) and not (self.missing or self.unexpected or self.shapes)

    @property
    def lines(self) -> tuple[str, ...]:
        """The report in words: a line for each part, and one for each of its first weights."""
        whole = len(self.taken) + len(self.missing) + len(self.shapes)
        parts = (
            ("missing in the file", self.missing),
            ("not known to the network", self.unexpected),
            ("of another shape", self.shapes),
        )
        listed = (line for title, names in parts for line in _listed(title, names))
        return f"taken over: {len(self.taken)} of the network's {whole} weights", *listed


def _listed(title: str, names: tuple[str, ...]) -> Iterator[str]:
    """Yield how many there are, and the first of them."""
    yield f"{title}: {len(names)}"
    yield from (f"  {name}" for name in names[:_MOST_LISTED])
    if len(names) > _MOST_LISTED:
        yield f"  … and {len(names) - _MOST_LISTED} more"


def read_weights(file: Path) -> Weights:
    """Read the weights of a `.pth`, `.pt` or `.safetensors` file; a pickle through `weights_only` alone.

    Raises
    ------
    ModelError
        If it cannot be read, holds anything but weights, or numbers that are none.
    """
    loaded = _safetensors(file) if file.suffix == ".safetensors" else _pickled(file)
    table = _table(loaded)
    if table is None:
        raise ModelError(file, "holds no table of weights (a state dict)")
    if any(one.is_floating_point() and not bool(torch.isfinite(one).all()) for one in table.values()):
        raise ModelError(file, "holds weights that are no numbers")
    return table


def _safetensors(file: Path) -> object:
    try:
        return load_file(file)
    except (SafetensorError, OSError) as error:
        raise ModelError(file, "cannot be read as safetensors") from error


def _pickled(file: Path) -> object:
    """Load a file of torch; what would have to be executed is refused."""
    try:
        return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        reason = "holds more than weights, which would have to be executed; it is not loaded"
        raise ModelError(file, reason) from error
    except OSError as error:
        raise ModelError(file, f"cannot be read ({error.strerror or error})") from error
    except (RuntimeError, EOFError, ValueError, LookupError, TypeError) as error:
        raise ModelError(file, "is damaged, or no file of torch") from error


def _table(loaded: object) -> Weights | None:
    """Return the table of weights in what was loaded: itself, or under one of the usual names."""
    if not isinstance(loaded, Mapping):
        return None
    if loaded and all(isinstance(name, str) for name in loaded):
        tensors = {name: value for name, value in loaded.items() if isinstance(value, torch.Tensor)}
        if len(tensors) == len(loaded):
            return tensors
    inner = (_table(loaded[name]) for name in _TABLES if name in loaded)
    return next((table for table in inner if table is not None), None)


def match(network: Weights, given: Weights) -> tuple[Weights, MappingReport]:
    """Give the weights of a file the names of a network.

    Wrappers that all names share (DataParallel's "module." and the like) are taken off, and "backbone." is
    put before where more fit so.

    Parameters
    ----------
    network
        The network's own weights by name.
    given
        The file's.

    Returns
    -------
    The weights that fit by the network's names, and the report.
    """
    bare = _unwrapped(given)
    candidates = [bare, {f"backbone.{name}": value for name, value in bare.items()}]
    best = max(candidates, key=lambda one: len(one.keys() & network.keys()))
    fitting = {name: value for name, value in best.items() if _fits(network, name, value)}
    shapes = [
        f"{name} ({_shape(value)} in the file, {_shape(network[name])} in the network)"
        for name, value in best.items()
        if name in network and name not in fitting
    ]
    missing = [name for name in network if name not in best and not name.endswith(_COUNTER)]
    unexpected = [name for name in best if name not in network and not name.endswith(_COUNTER)]
    return fitting, MappingReport(tuple(fitting), tuple(missing), tuple(unexpected), tuple(shapes))


def _shape(weights: torch.Tensor) -> str:
    return " x ".join(map(str, weights.shape)) or "one number"


def _fits(network: Weights, name: str, value: torch.Tensor) -> bool:
    """Whether the network has weights of that name and shape."""
    return name in network and network[name].shape == value.shape


def _unwrapped(given: Weights) -> Weights:
    """Take off the wrappers that all names share."""
    for prefix in _WRAPPERS:
        if given and all(name.startswith(prefix) for name in given):
            return _unwrapped({name.removeprefix(prefix): value for name, value in given.items()})
    return given
