"""What goes into a bundle and beside it, without building one."""

import ctypes
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import PySide6
import pytest
from bundle.conftest import REPOSITORY

from cxrviewer.cli import COMMANDS

sys.path.insert(0, str(REPOSITORY / "packaging"))

from bundle_contents import is_wanted
from bundle_licences import bill_of_materials, components, notices
from finish_bundle import segments_aligned
from icu_data import with_less_of_icu
from stand_ins import with_stand_ins
from strays import without_strays

LINUX = REPOSITORY / "packaging" / "linux"
needs_cc = pytest.mark.skipif(
    shutil.which("cc") is None or sys.platform != "linux", reason="needs a C compiler, and ELF"
)


def compiled(library: Path, code: str, *options: str) -> str:
    """Compile a shared library and return its path."""
    command = ["cc", "-shared", "-fPIC", "-o", str(library), "-x", "c", "-", "-x", "none", *options]
    subprocess.run(command, input=code.encode(), check=True)
    return str(library)


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/protoc", False),
        ("torch/bin/test_jit", False),
        ("torch/lib/libtorch_cpu.so", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("_gdcm/gdcmdump", False),
        ("_gdcm/gdcmswig.py", True),
        ("_gdcm/libgdcmMSFF.so.3.2", True),
        ("libstdc++.so.6", False),
        ("libGL.so.1", False),
        ("models/lungs-unet-1.0.0/card.json", True),
        (r"PySide6\plugins\platforms\qwindows.dll", True),
        (r"PySide6\plugins\tls\qopensslbackend.dll", False),
        (r"PySide6\msvcp140.dll", False),
        ("msvcp140.dll", True),
    ],
)
def test_files_are_left_out_by_name(target: str, wanted: bool) -> None:
    assert is_wanted((target, f"/source/{target}", "BINARY")) is wanted


def test_a_link_to_what_is_left_out_is_left_out() -> None:
    assert not is_wanted(("libz.so.1", "torchvision.libs/libz.so.1", "SYMLINK"))
    assert is_wanted(("libz.so.1", "pillow.libs/libz.so.1", "SYMLINK"))


@needs_cc
def test_a_stand_in_has_the_names_that_are_asked_for_and_ends_who_calls_them(tmp_path: Path) -> None:
    script = tmp_path / "versions"
    script.write_text("CRYPTO_1 { global: *; };", encoding="utf-8")
    named = (f"-Wl,--version-script={script}", "-Wl,-soname,libcrypto-1.so")
    code = "int sign(void) { return 7; } int unasked(void) { return 8; } int OPENSSL_init_crypto(void);"
    begins = "int OPENSSL_init_crypto(void) { return 0; }"
    crypto = compiled(tmp_path / "libcrypto-1.so", code + begins, *named)
    asks = (
        "int sign(void); int OPENSSL_init_crypto(void); int f(void) { OPENSSL_init_crypto(); return sign(); }"
    )
    calling = compiled(tmp_path / "libgdcmCommon.so", asks, crypto)
    other = ("any.libs/libother.so", compiled(tmp_path / "libother.so", "int other;"), "BINARY")
    needy = ("_gdcm/libgdcmCommon.so", calling, "BINARY")
    entries = with_stand_ins(
        [needy, ("python_gdcm.libs/libcrypto-1.so", crypto, "BINARY"), other], tmp_path / "made"
    )
    assert [entries[0], entries[2]] == [needy, other]
    stand_in = entries[1][1]
    assert ctypes.CDLL(stand_in).OPENSSL_init_crypto() == 1
    with pytest.raises(AttributeError):
        _ = ctypes.CDLL(stand_in).unasked
    done = subprocess.run(
        [sys.executable, "-c", f"import ctypes; ctypes.CDLL({calling!r}).f()"],
        env={"LD_LIBRARY_PATH": str(Path(stand_in).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode < 0
    assert done.stderr.startswith("cxrviewer: libcrypto-1.so is left out of this bundle")


@needs_cc
def test_the_systems_libraries_stay_where_something_asks_for_them(tmp_path: Path) -> None:
    def library(name: str, *asks: str) -> tuple[str, str, str]:
        made = compiled(
            tmp_path / name, f"int {name[3:6]};", "-Wl,--no-as-needed", *asks, f"-Wl,-soname,{name}"
        )
        return name, made, "BINARY"

    deep, stray_too = library("libdeep.so"), library("libonly.so")
    asked, stray = library("libasked.so", deep[1]), library("libstray.so", stray_too[1])
    program = ("folder/module.so", library("libmodule.so", asked[1])[1], "EXTENSION")
    python = ("libpython3.11.so.1.0", library("libpython3.11.so.1.0")[1], "BINARY")
    link = ("libQt.so", "PySide6/libQt.so", "SYMLINK")
    entries = [program, deep, stray_too, asked, stray, python, link]
    assert without_strays(entries) == [program, deep, asked, python, link]


SORTING = """
from functools import cmp_to_key
from PySide6.QtCore import QCollator, QLocale, QStringDecoder, QTimeZone
words = ["zebra", "Äpfel", "apfel", "öl", "ol", "čas", "cas", "chod", "hora", "nz", "ñu", "aa", "å"]
words += ["ß", "10", "9", "日本", "中文", "한글", "Ωμέγα", "ıi", "Ii"]
for name in ("de_DE", "sv_SE", "cs_CZ", "da_DK", "es_ES", "zh_CN", "ja_JP", "tr_TR", "el_GR"):
    collator = QCollator(QLocale(name))
    collator.setNumericMode(True)
    print(name, sorted(words, key=cmp_to_key(collator.compare)), QLocale(name).toUpper("straße ıi"))
for name in ("GB18030", "Shift_JIS", "EUC-KR", "ISO-8859-15", "windows-1251", "KOI8-R"):
    print(name, QStringDecoder(name).isValid())
print(QTimeZone(b"Europe/Berlin").isValid())
"""


@needs_cc
def test_qt_sorts_and_decodes_as_with_all_of_icus_data(tmp_path: Path) -> None:
    whole = next((Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicudata.so.*"))
    entry = (f"PySide6/Qt/lib/{whole.name}", str(whole), "BINARY")
    (_target, made, _kind) = with_less_of_icu([entry], tmp_path)[0]
    assert Path(made).stat().st_size < 0.4 * whole.stat().st_size

    def printed(**environment: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", SORTING],
            env={"PYTHONIOENCODING": "utf-8", **environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    first = printed()
    assert first.count("True") == 7
    assert first == printed(LD_PRELOAD=made)


def test_parts_and_terms_follow_from_the_files() -> None:
    parts = components([np.__file__, sys.modules["pytest"].__file__ or ""])
    assert [part.name for part in parts] == ["numpy", "pytest", "Python"]
    numpy = parts[0]
    assert numpy.purl == f"pkg:pypi/numpy@{np.__version__}"
    assert "BSD-3-Clause" in numpy.terms
    words = notices(parts)
    assert f"numpy {np.__version__}: BSD-3-Clause" in words
    assert "Redistribution and use in source and binary forms" in words
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in words
    bill = bill_of_materials(parts, "1.2.3")
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")


def test_the_runtime_of_windows_is_named(tmp_path: Path) -> None:
    runtime = tmp_path / "MSVCP140.dll"
    runtime.touch()
    assert [part.name for part in components([str(runtime)])] == ["Microsoft Visual C++ runtime", "Python"]


def test_a_file_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    stray = tmp_path / "libstray.so"
    stray.touch()
    with pytest.raises(SystemExit, match=r"libstray\.so: belongs to no distribution"):
        components([str(stray)])


def test_a_library_that_cannot_be_mapped_is_found_out(tmp_path: Path) -> None:
    library = next(Path(np.__file__).parent.rglob("_multiarray_umath*.so"))
    assert segments_aligned(library)
    data = bytearray(library.read_bytes())
    headers, size, count = *struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54)
    load = next(
        at
        for at in range(headers, headers + size * count, size)
        if struct.unpack_from("<I", data, at)[0] == 1
    )
    struct.pack_into("<Q", data, load + 8, struct.unpack_from("<Q", data, load + 8)[0] + 8)
    spoilt = tmp_path / "spoilt.so"
    spoilt.write_bytes(data)
    assert not segments_aligned(spoilt)


def test_the_manual_names_every_command() -> None:
    manual = (LINUX / "cxrviewer.1").read_text(encoding="utf-8")
    named = {
        word
        for line in re.findall(r"^\.BR? (.+)$", manual, re.MULTILINE)
        for word in re.findall(r"[\w-]+", line)
    }
    assert named >= COMMANDS


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shell_scripts_have_no_known_fault() -> None:
    scripts = sorted(LINUX.parent.rglob("*.sh"))
    assert len(scripts) > 3
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_every_system_offers_the_program_for_the_same_files() -> None:
    packaging = LINUX.parent
    globs = re.findall(r'pattern="\*\.(\w+)"', (LINUX / "cxrviewer-mime.xml").read_text(encoding="utf-8"))
    windows = re.findall(
        r'#define Ending "\.(\w+)"', (packaging / "windows" / "cxrviewer.iss").read_text("utf-8")
    )
    spec = (packaging / "cxrviewer.spec").read_text(encoding="utf-8")
    mac = re.search(r'"CFBundleTypeExtensions": \[(.*)\]', spec)
    assert mac is not None
    assert globs == windows == re.findall(r"\w+", mac[1]) == ["dcm", "dicom", "dic"]


def test_the_desktop_knows_dicom() -> None:
    types = ET.parse(LINUX / "cxrviewer-mime.xml").getroot()
    names = [one.get("type") for one in types]
    assert names == ["application/dicom"]
    assert (
        "MimeType=application/dicom;"
        in (LINUX / "cxrviewer.desktop").read_text(encoding="utf-8").splitlines()
    )
    assert ET.parse(LINUX / "cxrviewer.svg").getroot().tag.endswith("svg")
