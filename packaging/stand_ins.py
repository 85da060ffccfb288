"""Empty libraries in the place of those that OpenCV is linked with and that nothing of ours calls (Linux).

The wheel's `cv2` cannot be loaded without FFmpeg and OpenBLAS: 73 MB for video and linear algebra. A
stand-in has the name of such a library and, with their versions, the symbols that `cv2` takes from it; a
call of any ends the program with a sentence. `tests/bundle/test_packaging.py` holds that the program uses no
function of OpenCV that would.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path

NEEDY = "cv2/cv2*.so"
REPLACED = tuple(f"*/lib{name}-*" for name in ("avcodec", "avformat", "avutil", "swscale", "openblasp"))
_SYMBOL = re.compile(r"(\w+)@*([\w.]*)$")
_SOURCE = """#include <stdio.h>
#include <stdlib.h>
static void absent(void)
{{
    fputs("cxrviewer: {name} is left out of this bundle\\n", stderr);
    abort();
}}
"""
Entry = tuple[str, str, str]


def with_stand_ins(binaries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return PyInstaller's list with stand-ins for what can be replaced; they are made in a folder.

    Raises
    ------
    SystemExit
        If there is no C compiler.
    """
    entries = list(binaries)
    needy = next((Path(source) for target, source, _kind in entries if fnmatch(target, NEEDY)), None)
    if needy is None:
        return entries
    folder.mkdir(parents=True, exist_ok=True)
    wanted = symbols(needy, "--undefined-only")
    return [
        (target, str(stand_in(Path(source), wanted, folder)), kind)
        if _is_replaced(target, kind)
        else (target, source, kind)
        for target, source, kind in entries
    ]


def _is_replaced(target: str, kind: str) -> bool:
    return kind != "SYMLINK" and any(fnmatch(target, pattern) for pattern in REPLACED)


def symbols(library: Path, which: str) -> Mapping[str, str]:
    """Return the names of a library's dynamic symbols with their versions, which may be empty."""
    listed = subprocess.run(["nm", "-D", which, library], check=True, capture_output=True, text=True).stdout
    found = [_SYMBOL.search(line) for line in listed.splitlines()]
    return {match[1]: match[2] for match in found if match}


def stand_in(library: Path, wanted: Mapping[str, str], folder: Path) -> Path:
    """Make a library of the same name that has those of the wanted symbols that the library defines."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("a bundle needs a C compiler (Debian: apt-get install gcc) for its stand-ins")
    ours = sorted(wanted.keys() & symbols(library, "--defined-only").keys())
    versions = sorted({wanted[name] for name in ours} - {""})
    source, script, made = (folder / f"{library.name}{end}" for end in (".c", ".map", ""))
    aliases = "".join(f'void {name}(void) __attribute__((alias("absent")));\n' for name in ours)
    source.write_text(_SOURCE.format(name=library.name) + aliases, encoding="utf-8")
    command = [compiler, "-shared", "-fPIC", "-O1", "-s", "-fno-builtin", f"-Wl,-soname,{library.name}"]
    if versions:
        script.write_text(f"{versions[0]} {{ global: *; }};\n", encoding="utf-8")
        command.append(f"-Wl,--version-script={script}")
    subprocess.run([*command, "-o", made, source], check=True)
    return made
