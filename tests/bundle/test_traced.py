"""What the frozen program asks of the system: no connection beyond this machine, nothing written outside the
user's folders. strace tells of every call, of children too."""

import re
import shutil
from pathlib import Path

import pytest
from bundle.conftest import Run

from cxrviewer.locations import demo_film

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]
CONNECTING = ("connect", "bind", "sendto", "sendmmsg")
CHANGING = (
    *("creat", "mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2", "link", "linkat"),
    *("symlink", "symlinkat", "unlink", "unlinkat", "rmdir", "truncate", "chmod", "fchmodat", "utimensat"),
)
OPENING = ("open", "openat")
CALL = re.compile(r"^\d+ +(\w+)\((.*)")
NAMED = re.compile(r'(?:<([^<>"]*)>, )?"((?:[^"\\]|\\.)*)"')  # with -y, the folder that a name is relative to
WRITES = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC)\b")
DEVICES = (Path("/dev"), Path("/proc/self"))
WAYS = {
    "window": ("snapshot", demo_film(), "--output", "seen"),
    "analyse": ("analyse", demo_film(), "--json", "found.json", "--masks", "masks"),
    "triage": ("triage", demo_film(), "--output", "batch", "--workers", "2"),
}


def calls_of(log: Path) -> list[tuple[str, str]]:
    """Name and arguments of every call that did something, or tried to."""
    found = [CALL.match(line) for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [(match[1], match[2]) for match in found if match and "= -1 ENOENT" not in match[2]]


def is_far(arguments: str) -> bool:
    """Tell whether an address is beyond this machine."""
    if re.search(r"sa_family=AF_(?:UNIX|NETLINK|UNSPEC)", arguments):
        return False
    return "sa_family=" in arguments and not re.search(r'"(?:127\.[\d.]+|::1)"', arguments)


def written(name: str, arguments: str, here: Path) -> list[Path]:
    """Return the files that a call makes, changes or removes; a name may be relative to `here`."""
    if name in OPENING and not WRITES.search(arguments):
        return []
    return [here / folder / text for folder, text in NAMED.findall(arguments)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '7 openat(AT_FDCWD</home/me>, "a.png", O_WRONLY|O_CREAT, 0666) = 3</home/me/a.png>',
            ["/home/me/a.png"],
        ),
        ('7 openat(AT_FDCWD</home/me>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3</etc/hosts>', []),
        ('7 rename("/a/b", "/c/d") = 0', ["/a/b", "/c/d"]),
        ('7 unlinkat(5</a>, "b", 0) = 0', ["/a/b"]),
        ('7 mkdir("b", 0777) = 0', ["/here/b"]),
    ],
)
def test_a_line_of_strace_is_understood(line: str, expected: list[str]) -> None:
    match = CALL.match(line)
    assert match is not None
    assert written(match[1], match[2], Path("/here")) == [Path(name) for name in expected]


@pytest.mark.parametrize(
    ("arguments", "far"),
    [
        ('3<UNIX>, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X99"}, 20) = 0', False),
        ('3, {sa_family=AF_INET, sin_port=htons(104), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', False),
        ('3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = 0', True),
        ('3, {sa_family=AF_INET6, inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0', False),
    ],
)
def test_an_address_is_understood(arguments: str, far: bool) -> None:
    assert is_far(arguments) is far


@pytest.mark.parametrize("way", WAYS)
def test_it_connects_to_nothing_and_writes_in_the_users_folders_alone(
    way: str, frozen: Run, tmp_path: Path
) -> None:
    log, temporary = tmp_path / "calls", tmp_path / "temporary"
    temporary.mkdir()
    named = ",".join((*CONNECTING, *CHANGING, *OPENING))
    traced = (
        "strace",
        "-f",
        "-y",
        "-qq",
        "-s",
        "4096",
        "--seccomp-bpf",
        "-e",
        f"trace={named}",
        "-o",
        str(log),
    )
    screen = ("xvfb-run", "-a") if way == "window" and shutil.which("xvfb-run") else ()
    platform = {"QT_QPA_PLATFORM": "xcb" if screen else "offscreen"}
    done = frozen(*WAYS[way], before=(*screen, *traced), TMPDIR=str(temporary), **platform)
    assert (done.returncode, done.stderr) == (0, "")
    calls = calls_of(log)
    assert len(calls) > 100
    assert [one for one in calls if one[0] in CONNECTING and is_far(one[1])] == []
    home = tmp_path / "home"
    changed = {file for name, said in calls if name not in CONNECTING for file in written(name, said, home)}
    own = (home, temporary, *DEVICES)
    assert {str(file) for file in changed if not any(file.is_relative_to(folder) for folder in own)} == set()
    assert any(file.is_relative_to(home) for file in changed)
    assert not [file for file in changed if "Microsoft" in file.parts]  # of ONNX Runtime
