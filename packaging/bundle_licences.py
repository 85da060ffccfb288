"""What is in a bundle and under which terms: THIRD_PARTY_NOTICES.txt, and an SBOM in CycloneDX 1.6.

Everything follows from the files that PyInstaller collects: a file of a wheel names its distribution, one of
the system its Debian package. What neither knows is an error, so that nothing goes out without its terms.
"""

import csv
import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

LGPL = ("PySide6", "shiboken6")
OURS = Path(__file__).resolve().parent.parent
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
_SOURCE = re.compile(r"\.(py|pyc|pyi|so)$")
_MICROSOFT = re.compile(r"(api-ms-win-.*|ucrtbase|vcruntime.*|msvcp.*|concrt.*)\.dll", re.IGNORECASE)
_LGPL_WORDS = """Qt and its Python binding are used under the GNU Lesser General Public License, version 3,
whose text follows with that of the GPL, which it extends. Their libraries are separate files in
_internal/PySide6 of this folder; you may replace them by versions of your own, and nothing hinders
debugging them for that. Their sources: https://download.qt.io and https://code.qt.io."""


@dataclass(frozen=True, order=True)
class Component:
    """Something of others in the bundle.

    Attributes
    ----------
    name, version
        As its distribution or package says.
    terms
        Its licence in short, as it states it.
    purl
        Package URL.
    texts
        The files of its terms.
    """

    name: str
    version: str
    terms: str
    purl: str
    texts: tuple[Path, ...]


_MICROSOFTS_RUNTIME = Component(
    *("Microsoft Visual C++ runtime", "14", "Microsoft Software License Terms, for redistribution"),
    *("pkg:generic/microsoft-visual-cpp-runtime@14", ()),
)


def components(sources: Iterable[str]) -> list[Component]:
    """Return what files belong to, by name.

    Raises
    ------
    SystemExit
        If a file belongs to nothing that is known.
    """
    owners = _owners_of_wheels()
    wheels: dict[str, metadata.Distribution] = {}
    foreign = set()
    for source in sorted({Path(one).resolve() for one in sources if one}):
        if OURS in source.parents and "site-packages" not in source.parts:
            continue
        owner = owners.get(source)
        if owner is not None:
            wheels[owner.name] = owner
        elif not _is_python(source):
            foreign.add(source)
    microsofts = {source for source in foreign if _MICROSOFT.fullmatch(source.name)}
    runtime = [_MICROSOFTS_RUNTIME] if microsofts else []
    parts = [_python(), *map(_of_wheel, wheels.values()), *runtime, *_of_system(foreign - microsofts)]
    return sorted(parts, key=lambda one: one.name.lower())


def _owners_of_wheels() -> dict[Path, metadata.Distribution]:
    """Return which installed distribution each file belongs to, by the distributions' own records."""
    owners = {}
    for one in metadata.distributions():
        place = Path(str(one.locate_file(""))).resolve()
        for row in csv.reader((one.read_text("RECORD") or "").splitlines()):
            owners[place / row[0]] = one
    return owners


def _of_wheel(distribution: metadata.Distribution) -> Component:
    about = distribution.metadata
    name = about["Name"]
    stated = about.get("License-Expression") or _classified(about) or (about.get("License") or "").strip()
    files = [file for file in distribution.files or () if _LICENCE_FILE.search(str(file))]
    texts = tuple(
        path
        for file in files
        if not _SOURCE.search(str(file)) and (path := Path(str(distribution.locate_file(file)))).is_file()
    )
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{distribution.version}"
    return Component(name, distribution.version, stated.splitlines()[0] if stated else "", purl, texts)


def _classified(about: "metadata.PackageMetadata") -> str:
    """Return the licences that the classifiers name."""
    classifiers = [one for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    return ", ".join(one.rpartition(" :: ")[2] for one in classifiers)


def _is_python(source: Path) -> bool:
    """Tell whether a file is Python's own."""
    roots = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sys.base_prefix}
    own = any(Path(root).resolve() in source.parents for root in roots if root not in {"/usr", "/"})
    return (own and "site-packages" not in source.parts) or source.name.startswith("libpython")


def _python() -> Component:
    version = platform.python_version()
    licence = next(Path(sysconfig.get_path("stdlib")).glob("LICENSE*"), None)
    return Component(
        "Python", version, "PSF-2.0", f"pkg:generic/python@{version}", (licence,) if licence else ()
    )


def _of_system(files: set[Path]) -> Iterable[Component]:
    """Yield the Debian packages of files (SystemExit if one belongs to none)."""
    for package in sorted(_packages_of(files)):
        show = ["dpkg-query", "-W", "-f", "${Version}", package]
        version = subprocess.run(show, check=True, capture_output=True, text=True).stdout
        name = package.partition(":")[0]
        texts = tuple(path for path in [Path("/usr/share/doc", name, "copyright")] if path.is_file())
        yield Component(name, version, "see its text", f"pkg:deb/debian/{name}@{version}", texts)


def _packages_of(files: set[Path]) -> set[str]:
    """Return the Debian packages of files, which may be known by either name of a merged /usr."""
    names = {name: file for file in files for name in (str(file), str(file).removeprefix("/usr"))}
    if not names:
        return set()
    told = ""
    if shutil.which("dpkg-query"):
        asking = ["dpkg-query", "-S", *sorted(names)]
        told = subprocess.run(asking, check=False, capture_output=True, text=True).stdout
    answers = [line.partition(": ") for line in told.splitlines()]
    strays = files - {names[name] for _package, _colon, name in answers if name in names}
    if strays:
        listed = ", ".join(sorted(map(str, strays)))
        raise SystemExit(f"{listed}: belongs to no distribution and no package; its terms are not known")
    return {package for package, _colon, name in answers if name in names}


def notices(parts: Iterable[Component]) -> str:
    """Return the notices: what is used, its terms, and every text once."""
    parts = list(parts)
    listed = "\n".join(f"{one.name} {one.version}: {one.terms or 'see its text'}" for one in parts)
    blocks = [f"This program contains the following software of others.\n\n{listed}\n", _LGPL_WORDS]
    own = sorted((Path(__file__).parent / "licences").glob("*.txt"))
    blocks += [_titled(path.stem, path) for path in own]
    seen: dict[str, str] = {}
    for one in parts:
        for path in one.texts:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            title = f"{one.name} {one.version}: {path.name}"
            blocks.append(
                f"{title}\n  the same text as {seen[digest]}" if digest in seen else _titled(title, path)
            )
            seen.setdefault(digest, title)
    return "\n\n".join(blocks) + "\n"


def _titled(title: str, path: Path) -> str:
    return f"{'=' * 78}\n{title}\n{'=' * 78}\n{path.read_text(encoding='utf-8', errors='replace')}"


def bill_of_materials(parts: Iterable[Component], version: str) -> Mapping[str, object]:
    """Return the SBOM, CycloneDX 1.6 (ECMA-424) as JSON types."""
    program = {"type": "application", "bom-ref": "cxrviewer", "name": "cxrviewer", "version": version}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": program | {"licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": [
            {
                "type": "library",
                "bom-ref": one.purl,
                "name": one.name,
                "version": one.version,
                "purl": one.purl,
                **({"licenses": [{"license": {"name": one.terms}}]} if one.terms else {}),
            }
            for one in parts
        ],
    }


def write_licences(sources: Iterable[str], folder: Path, version: str) -> None:
    """Write both files into a folder."""
    parts = components(sources)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "THIRD_PARTY_NOTICES.txt").write_text(notices(parts), encoding="utf-8")
    bill = json.dumps(bill_of_materials(parts, version), indent=1)
    (folder / "sbom.cdx.json").write_text(bill + "\n", encoding="utf-8")
