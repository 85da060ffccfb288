"""Which device computes, found out without importing torch where there is no GPU."""

import ctypes
import sys
from enum import StrEnum
from functools import cache
from importlib.util import find_spec

from cxrviewer.errors import CxrviewerError


class DeviceChoice(StrEnum):
    """What may be asked for."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


@cache
def nvidia_devices() -> int:
    """Return how many CUDA devices the installed driver knows; 0 without a driver."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value


def torch_installed() -> bool:
    """Tell, without importing it, whether there is a torch; the viewer without training has none."""
    return find_spec("torch") is not None


def _torch_has_cuda() -> bool:
    """Whether the installed torch can use the devices."""
    if not torch_installed():
        return False
    import torch  # noqa: PLC0415 - slow to import, needed only where there is a GPU

    return torch.cuda.is_available()


def resolve_device(choice: str) -> str:
    """Turn "auto", "cpu" or "cuda" into "cpu" or "cuda".

    Raises
    ------
    CxrviewerError
        If the choice is unknown, or CUDA is asked for and not there.
    """
    if choice not in set(DeviceChoice):
        raise CxrviewerError(f"no device is called {choice!r} (there are {', '.join(DeviceChoice)})")
    if choice == "cpu":
        return "cpu"
    usable = nvidia_devices() > 0 and _torch_has_cuda()
    if choice == "cuda" and not usable:
        raise CxrviewerError("there is no CUDA device that the installed torch can use; choose auto or cpu")
    return "cuda" if usable else "cpu"
