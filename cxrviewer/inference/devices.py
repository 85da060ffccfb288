"""Which device computes, and why: found out without importing torch where there is no graphics card."""

import ctypes
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec

from cxrviewer.errors import CxrviewerError

_NAME_BYTES = 256


class DeviceChoice(StrEnum):
    """What may be asked for."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


@dataclass(frozen=True, slots=True)
class Device:
    """What computes.

    Attributes
    ----------
    name
        "cpu" or "cuda".
    words
        What it is, such as "CPU" or "NVIDIA RTX A4000".
    reason
        One sentence on why it is not a graphics card; empty where it is one.
    """

    name: str
    words: str
    reason: str = ""


@cache
def nvidia_names() -> tuple[str, ...]:
    """Return the CUDA devices that the installed driver knows, by the driver API; none without a driver."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return ()
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return ()
    return tuple(_name(driver, number) for number in range(count.value))


def _name(driver: ctypes.CDLL, number: int) -> str:
    """Return what a device is called; a driver that does not say it leaves its number."""
    device, name = ctypes.c_int(0), ctypes.create_string_buffer(_NAME_BYTES)
    if driver.cuDeviceGet(ctypes.byref(device), number) or driver.cuDeviceGetName(name, _NAME_BYTES, device):
        return f"NVIDIA device {number}"
    return name.value.decode("utf-8", errors="replace")


def nvidia_devices() -> int:
    """Return how many CUDA devices the installed driver knows; 0 without a driver."""
    return len(nvidia_names())


def torch_installed() -> bool:
    """Tell, without importing it, whether there is a torch; the viewer without training has none."""
    return find_spec("torch") is not None


def _obstacle(names: tuple[str, ...]) -> str:
    """Return why none of these graphics cards can compute, one sentence; empty where one can."""
    if not names:
        return "No NVIDIA graphics card with a driver was found."
    if not torch_installed():
        return f"{names[0]} is not used: the viewer without training holds no torch."
    import torch  # noqa: PLC0415 - slow to import, needed only where there is a GPU

    if torch.version.cuda is None:
        return f"{names[0]} is not used: the installed torch {torch.__version__} is built for CPUs."
    if not torch.cuda.is_available():
        return f"{names[0]} is not used: its driver does not serve CUDA {torch.version.cuda} of torch."
    return ""


def find_device(choice: str) -> Device:
    """Tell what computes where "auto", "cpu" or "cuda" is chosen, and why.

    Imports torch where there is a graphics card and the choice is not "cpu"; that takes seconds.

    Raises
    ------
    CxrviewerError
        If the choice is unknown, or CUDA is asked for and not there.
    """
    if choice not in set(DeviceChoice):
        raise CxrviewerError(f"no device is called {choice!r} (there are {', '.join(DeviceChoice)})")
    if choice == DeviceChoice.CPU:
        return Device("cpu", "CPU", "The CPU was chosen.")
    names = nvidia_names()
    obstacle = _obstacle(names)
    if not obstacle:
        return Device("cuda", names[0])
    if choice == DeviceChoice.CUDA:
        words = "there is no CUDA device that the installed torch can use"
        raise CxrviewerError(f"{words} ({obstacle.rstrip('.')}); choose auto or cpu")
    return Device("cpu", "CPU", obstacle)


def resolve_device(choice: str) -> str:
    """Turn "auto", "cpu" or "cuda" into "cpu" or "cuda".

    Raises
    ------
    CxrviewerError
        See `find_device`.
    """
    return find_device(choice).name
