"""The Debian package installed, started and removed by dpkg on this machine."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundle.conftest import REPOSITORY

from cxrviewer import __version__
from cxrviewer.locations import demo_film

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
PLACES = ("/opt/cxrviewer", "/usr/bin/cxrviewer", "/usr/share/applications/cxrviewer.desktop")


def dpkg(*arguments: object) -> str:
    done = subprocess.run(["dpkg", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def installed() -> Iterator[None]:
    """The package, installed for the length of a test."""
    package = REPOSITORY / "dist" / f"cxrviewer_{__version__}_amd64.deb"
    if not package.is_file():
        pytest.skip(f"no {package}: make deb")
    if shutil.which("dpkg") is None or os.geteuid() != 0:
        pytest.skip("installing needs dpkg and root")
    if any(os.path.lexists(place) for place in PLACES):
        pytest.skip("cxrviewer is installed on this machine already")
    dpkg("--install", package)
    yield
    dpkg("--purge", "cxrviewer")
    assert [place for place in PLACES if os.path.lexists(place)] == []


@pytest.mark.usefixtures("installed")
def test_it_is_installed_started_and_removed(tmp_path: Path) -> None:
    clean = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    picture = tmp_path / "picture.png"
    done = subprocess.run(
        ["cxrviewer", "render", str(demo_film()), "--output", str(picture)],
        env=clean,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert picture.stat().st_size > 10_000
    listed = dpkg("--listfiles", "cxrviewer").splitlines()
    assert {
        "/usr/share/man/man1/cxrviewer.1.gz",
        "/usr/share/mime/packages/cxrviewer.xml",
        "/usr/share/icons/hicolor/scalable/apps/cxrviewer.svg",
        "/usr/share/doc/cxrviewer/copyright",
    } <= set(listed)
    assert all(Path(file).stat().st_uid == 0 for file in listed)
