"""From a finished bundle: a Debian package, and an archive that is unpacked anywhere."""

import gzip
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from finish_bundle import size_mb

from cxrviewer import __version__

_LINUX = Path(__file__).resolve().parent / "linux"
_GIVEN = {  # where the files of `linux` go in a Debian package
    "cxrviewer.desktop": "usr/share/applications/cxrviewer.desktop",
    "cxrviewer.svg": "usr/share/icons/hicolor/scalable/apps/cxrviewer.svg",
    "cxrviewer-mime.xml": "usr/share/mime/packages/cxrviewer.xml",
}
# What a bundle leaves to the system: the C library, graphics drivers, the fonts of the window
_GRAPHICS = "libgl1, libegl1, libopengl0, libwayland-client0, fonts-dejavu-core"
_NEEDS = f"libc6 (>= 2.36), libstdc++6, libgcc-s1, {_GRAPHICS}"
_CONTROL = """Package: cxrviewer
Version: {version}
Architecture: amd64
Maintainer: The cxrviewer project <cxrviewer@localhost>
Installed-Size: {kilobytes}
Depends: {needs}
Recommends: shared-mime-info, desktop-file-utils
Section: science
Priority: optional
Description: viewer for chest radiographs
 Shows DICOM films and pictures, measures, finds lungs, classifies with
 Grad-CAM, measures texture, sorts worklists and trains models.
 .
 Research software, not a medical device: not for clinical use.
"""


def deb(bundle: Path, target: Path) -> None:
    """Write the Debian package."""
    tree = target.with_suffix(".tree")
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / "opt" / "cxrviewer", symlinks=True)
    for name, place in _GIVEN.items():
        (tree / place).parent.mkdir(parents=True)
        shutil.copy(_LINUX / name, tree / place)
    program, manual = tree / "usr/bin/cxrviewer", tree / "usr/share/man/man1/cxrviewer.1.gz"
    copyright_file = tree / "usr/share/doc/cxrviewer/copyright"
    for file in (program, manual, copyright_file):
        file.parent.mkdir(parents=True)
    program.symlink_to("/opt/cxrviewer/cxrviewer")
    manual.write_bytes(gzip.compress((_LINUX / "cxrviewer.1").read_bytes(), mtime=0))
    shutil.copy(bundle / "LICENSE.txt", copyright_file)
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    kilobytes = round(size_mb(tree) * 1000)
    control.write_text(
        _CONTROL.format(version=__version__, kilobytes=kilobytes, needs=_NEEDS), encoding="utf-8"
    )
    for folder in (tree, *(path for path in tree.rglob("*") if path.is_dir() and not path.is_symlink())):
        folder.chmod(0o755)
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z6", "--build", tree, target], check=True)
    shutil.rmtree(tree)


def archive(bundle: Path, target: Path) -> None:
    """Write the archive: the bundle, and what puts it into a user's menu."""
    name = f"cxrviewer-{__version__}"
    with tarfile.open(target, "w:gz", compresslevel=6) as tar:
        tar.add(bundle, name)
        tar.add(_LINUX, f"{name}/linux")


def main(bundle: Path) -> None:
    targets = (
        (deb, bundle.with_name(f"cxrviewer_{__version__}_amd64.deb")),
        (archive, bundle.with_name(f"{bundle.name}-{__version__}-linux-x86_64.tar.gz")),
    )
    for make, target in targets:
        make(bundle, target)
        print(f"{target}: {target.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
