"""Small libraries in the place of those that others are linked with and that nothing of ours calls (Linux).

GDCM cannot be loaded without OpenSSL, which it has for signed headers. A stand-in has the name of such a
library and, with their versions, the symbols that are taken from it; a call of any but those `ANSWERED` ends
the program with a sentence.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path

from bundle_contents import Entry

STAND_INS = {  # who needs them: what stands in
    "_gdcm/libgdcmCommon*": ("python_gdcm.libs/libcrypto-*", "python_gdcm.libs/libssl-*"),
}
ANSWERED = {"OPENSSL_init_crypto"}  # called all the same, when GDCM is loaded; 1 says that it is done
_SYMBOL = re.compile(r"(\w+)@*([\w.]*)$")
_SOURCE = """#include <stdio.h>
#include <stdlib.h>
static void absent(void)
{{
    fputs("cxrviewer: {name} is left out of this bundle\\n", stderr);
    abort();
}}
static long done(void) {{ return 1; }}
"""


def with_stand_ins(binaries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return PyInstaller's list with stand-ins for what can be replaced; they are made in a folder.

    Raises
    ------
    SystemExit
        If there is no C compiler.
    """
    entries = list(binaries)
    folder.mkdir(parents=True, exist_ok=True)
    for needy, replaced in STAND_INS.items():
        asking = [
            Path(source) for target, source, kind in entries if kind != "SYMLINK" and fnmatch(target, needy)
        ]
        wanted = {
            name: version for one in asking for name, version in symbols(one, "--undefined-only").items()
        }
        entries = [
            (target, str(stand_in(Path(source), wanted, folder)), kind)
            if asking and kind != "SYMLINK" and any(fnmatch(target, pattern) for pattern in replaced)
            else (target, source, kind)
            for target, source, kind in entries
        ]
    return entries


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
    source.write_text(_SOURCE.format(name=library.name) + "".join(map(_alias, ours)), encoding="utf-8")
    command = [compiler, "-shared", "-fPIC", "-O1", "-s", "-fno-builtin", f"-Wl,-soname,{library.name}"]
    if versions:
        script.write_text(f"{versions[0]} {{ global: *; }};\n", encoding="utf-8")
        command.append(f"-Wl,--version-script={script}")
    subprocess.run([*command, "-o", made, source], check=True)
    return made


def _alias(name: str) -> str:
    """Return the line of C that gives a function its name."""
    kind, goal = ("long", "done") if name in ANSWERED else ("void", "absent")
    return f'{kind} {name}(void) __attribute__((alias("{goal}")));\n'
