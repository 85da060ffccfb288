"""The archive unpacked into a home, put into the menu, started, taken out again, without root's rights."""

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bundle.conftest import REPOSITORY

from cxrviewer import __version__
from cxrviewer.locations import demo_film

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
NOBODY = 65534
MENU = (
    ".local/share/applications/cxrviewer.desktop",
    ".local/share/icons/hicolor/scalable/apps/cxrviewer.svg",
    ".local/share/mime/packages/cxrviewer.xml",
    ".local/bin/cxrviewer",
)
Do = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home with the unpacked program in it, which belongs to nobody where root runs the tests.

    It lies apart from pytest's folders, which every pytest that starts closes to other users.
    """
    archive = REPOSITORY / "dist" / f"cxrviewer-{__version__}-linux-x86_64.tar.gz"
    if not archive.is_file():
        pytest.skip(f"no {archive}: make deb")
    with tempfile.TemporaryDirectory(prefix="home with spaces ") as name:
        folder = Path(name)
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder], check=True)
        yield folder


@pytest.fixture
def do(home: Path) -> Do:
    """Run a command as whom the home belongs to, in an environment without anything else."""

    def run(*command: object) -> subprocess.CompletedProcess[str]:
        other = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [str(part) for part in command],
            env={
                "HOME": str(home),
                "PATH": f"{home}/.local/bin:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "QT_QPA_PLATFORM": "offscreen",
            },
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
            **other,
        )
        assert done.returncode == 0, done.stderr
        return done

    return run


def test_it_is_unpacked_put_into_the_menu_started_and_taken_out(home: Path, do: Do) -> None:
    program = home / f"cxrviewer-{__version__}"
    installer = program / "linux" / "install-for-me.sh"
    do(installer)
    assert [name for name in MENU if not (home / name).exists()] == []
    entry = (home / MENU[0]).read_text(encoding="utf-8")
    assert f'Exec="{program}/cxrviewer" view %F' in entry
    film = home / "film.dcm"
    film.write_bytes(demo_film().read_bytes())
    film.chmod(0o644)
    do("cxrviewer", "snapshot", film, "--output", home / "seen")
    assert (home / "seen" / "window.png").stat().st_size > 10_000
    kept = home / ".config" / "cxrviewer" / "settings.json"
    do("sh", "-c", f'mkdir -p "{kept.parent}" && echo "{{}}" > "{kept}"')
    do(installer, "--remove")
    assert [name for name in MENU if (home / name).exists()] == []
    assert kept.is_file()
