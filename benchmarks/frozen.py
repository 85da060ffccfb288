"""The frozen window's cold start against the source tree's, and what it holds in memory while it waits.

`make bundle`, then `python -m benchmarks.frozen [FOLDER]`. Both start on a screen of Xvfb, in turns; cold
means that the cache of their files was emptied first. A window is there when something of it is painted.
Memory is that of all processes of the frozen program (PSS: shared pages divided among those that share them)
with the window open and idle, nothing analysed.
"""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil

REPOSITORY = Path(__file__).resolve().parent.parent
BUNDLE = REPOSITORY / "dist" / "cxrviewer"
SOURCE = (sys.executable, "-P", "-m", "cxrviewer")
RUNS = 7
BOUND_RATIO, BOUND_MB = 1.5, 250
IDLE_S, LOOK_S, LIMIT_S = 10.0, 0.005, 60.0
_MAPPED, _SUBSTRUCTURE = 19, 1 << 19  # MapNotify and SubstructureNotifyMask of X.h
_AT_WINDOW, _AT_DATA = 40, 16  # in XMapEvent and XImage, 64 bits
_ALL_PLANES, _Z_PIXMAP, _LEAST_SIDE = 0xFFFFFFFF, 2, 400
_HEAR_ERROR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(
    lambda *_: 0
)  # of gone windows


class Screen:
    """A screen of Xvfb, and when a window is seen on it."""

    def __init__(self, number: bytes) -> None:
        self.name = ":" + number.decode()
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XSetErrorHandler(_HEAR_ERROR)
        for function in (self._x.XOpenDisplay, self._x.XGetImage):
            function.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(self.name.encode()))
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, root, ctypes.c_long(_SUBSTRUCTURE))
        self._x.XSync(self._display, 0)

    def wait_for_window(self) -> None:
        """Return as soon as a new window is painted."""
        limit = time.monotonic() + LIMIT_S
        window = 0
        while not (window and self._painted(window)):
            if time.monotonic() > limit:
                raise TimeoutError(f"no window within {LIMIT_S:.0f} s")
            window = self._latest() or window
            time.sleep(LOOK_S)

    def forget(self) -> None:
        """Leave aside what has happened until now."""
        self._x.XSync(self._display, 1)

    def _latest(self) -> int:
        """Return the last window of some size that has been mapped since the last call, or 0."""
        event, found = ctypes.create_string_buffer(192), 0
        while self._x.XPending(self._display):
            self._x.XNextEvent(self._display, event)
            if ctypes.c_int.from_buffer(event).value == _MAPPED:
                window = ctypes.c_ulong.from_buffer(event, _AT_WINDOW).value
                found = window if min(self._size(window)) >= _LEAST_SIDE else found
        return found

    def _size(self, window: int) -> tuple[int, int]:
        root, x, y, wide, high, *rest = (ctypes.c_ulong() for _ in range(7))
        numbers = [ctypes.byref(one) for one in (root, x, y, wide, high, *rest)]
        self._x.XGetGeometry(self._display, ctypes.c_ulong(window), *numbers)
        return wide.value, high.value

    def _painted(self, window: int) -> bool:
        """Tell whether a line from top to bottom has anything but black, the screen's ground."""
        wide, high = self._size(window)
        image = self._x.XGetImage(
            *(self._display, ctypes.c_ulong(window), wide // 4, 0, 1, high),
            *(ctypes.c_ulong(_ALL_PLANES), _Z_PIXMAP),
        )
        if not image:
            return False
        data = ctypes.c_void_p.from_address(image + _AT_DATA).value
        painted = bool(data) and any(ctypes.string_at(data, 4 * high))
        self._x.XDestroyImage(ctypes.c_void_p(image))
        return painted


@contextmanager
def screen() -> Iterator[Screen]:
    """A screen for the length of a block."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        yield Screen(os.read(read, 16).strip())
    finally:
        server.terminate()
        server.wait()


@contextmanager
def window_on(seen: Screen, command: Sequence[str], home: Path) -> Iterator[tuple[subprocess.Popen, float]]:
    """The program with its window open, and the seconds to that."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "DISPLAY": seen.name}
    environment |= {"PYTHONPATH": str(REPOSITORY), "QT_QPA_PLATFORM": "xcb"}
    seen.forget()
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=home, stderr=subprocess.DEVNULL)
    try:
        seen.wait_for_window()
        yield process, time.monotonic() - began
    finally:
        for one in (*psutil.Process(process.pid).children(recursive=True), process):
            one.kill()
        process.wait()


def empty_cache(folders: Sequence[Path]) -> None:
    """Have the system forget what it has read of all files in folders."""
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and not file.is_symlink():
                handle = os.open(file, os.O_RDONLY)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)


def source_folders() -> list[Path]:
    """What the source tree's start reads: the program, Qt, Python without its site-packages."""
    site = Path(sysconfig.get_path("purelib"))
    library = [path for path in Path(sysconfig.get_path("stdlib")).iterdir() if path.name != "site-packages"]
    parts = [REPOSITORY / "cxrviewer", REPOSITORY / "resources", site / "PySide6", site / "shiboken6"]
    return [*parts, *filter(Path.is_dir, library)]


def idle_mb(process: subprocess.Popen) -> dict[str, float]:
    """PSS and RSS of a program with its children after a while, 10^6 bytes, and how many processes."""
    time.sleep(IDLE_S)
    first = psutil.Process(process.pid)
    used = [one.memory_full_info() for one in (first, *first.children(recursive=True))]
    return {
        "pss": sum(one.pss for one in used) / 1e6,
        "rss": sum(one.rss for one in used) / 1e6,
        "processes": len(used),
    }


def starts(seen: Screen, bundle: Path, home: Path, *, cold: bool) -> tuple[float, float]:
    """Median seconds to the window: frozen, source tree."""
    programs = (([str(bundle / "cxrviewer")], [bundle]), (SOURCE, source_folders()))
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(RUNS + 1):
        for times, (command, folders) in zip(taken, programs, strict=True):
            if cold:
                empty_cache(folders)
            with window_on(seen, command, home) as (_process, seconds):
                if turn:  # the first of each warms up
                    times.append(seconds)
    return median(taken[0]), median(taken[1])


def main(bundle: Path = BUNDLE) -> dict[str, object]:
    name = "frozen cold start to window against the source tree's"
    if not (bundle / "cxrviewer").is_file() or shutil.which("Xvfb") is None:
        return {"name": name, "left_out": "no bundle" if shutil.which("Xvfb") else "no Xvfb"}
    with tempfile.TemporaryDirectory() as home, screen() as seen:
        cold, warm = (starts(seen, bundle, Path(home), cold=cold) for cold in (True, False))
        with window_on(seen, [str(bundle / "cxrviewer")], Path(home)) as (process, _seconds):
            idle = idle_mb(process)
    return {
        "name": name,
        "ratio": cold[0] / cold[1],
        "bound_ratio": BOUND_RATIO,
        "cold_ms": {"frozen": 1000 * cold[0], "source": 1000 * cold[1]},
        "warm_ms": {"frozen": 1000 * warm[0], "source": 1000 * warm[1]},
        "warm_ratio": warm[0] / warm[1],
        "mb": idle["pss"],
        "bound_mb": BOUND_MB,
        "idle": idle,
    }


if __name__ == "__main__":
    print(json.dumps(main(*(Path(name).absolute() for name in sys.argv[1:2])), indent=2))
