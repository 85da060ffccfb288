"""A package as one file: whole there and back, and nothing that is not a package gets in."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest

from cxrviewer.errors import ModelError
from cxrviewer.inference.catalogue import Catalogue
from cxrviewer.training.packages.archive import SUMS_FILE, export_archive, import_archive

Entries = dict[str, bytes]


@pytest.fixture(scope="module")
def exported(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("archive") / "tiny.cxrmodel"
    export_archive(tiny_models / "cxr4-tiny-1.0.0", file)
    return file


@pytest.fixture
def another(exported: Path) -> Entries:
    """The entries of a package that is not installed yet: its card has another name."""
    with zipfile.ZipFile(exported) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return with_card(entries, lambda card: card | {"name": "theirs"})


def with_card(entries: Entries, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Entries:
    card = json.dumps(change(json.loads(entries["card.json"]))).encode()
    return with_sums(entries | {"card.json": card})


def with_sums(entries: Entries) -> Entries:
    """Name the hashes anew, as somebody would who has spoilt a package on purpose."""
    packed = {name: content for name, content in entries.items() if name != SUMS_FILE}
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in packed.items()]
    return packed | {SUMS_FILE: "".join(lines).encode()}


def packed(entries: Entries, file: Path, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file


def left_behind(catalogue: Catalogue) -> list[Path]:
    assert catalogue.own is not None
    return [one for one in catalogue.own.rglob("*") if one.name != ".incoming"]


def test_a_package_goes_out_and_comes_in_whole(
    exported: Path, another: Entries, catalogue: Catalogue, tmp_path: Path, tiny_models: Path
) -> None:
    folder = import_archive(packed(another, tmp_path / "theirs.cxrmodel"), catalogue)
    assert folder == tmp_path / "own" / "theirs-1.0.0"
    original = tiny_models / "cxr4-tiny-1.0.0"
    for name in ("model.safetensors", "model.onnx"):
        assert (folder / name).read_bytes() == (original / name).read_bytes()
    assert {one.name for one in folder.iterdir()} == {one.name for one in original.iterdir()}
    assert {one for one in left_behind(catalogue) if folder not in {one, *one.parents}} == set()


def test_the_file_is_a_zip_that_other_programs_read_and_check(exported: Path, tmp_path: Path) -> None:
    if shutil.which("unzip") is None or shutil.which("sha256sum") is None:
        pytest.skip("unzip or sha256sum is not installed")
    subprocess.run(["unzip", "-q", exported, "-d", tmp_path], check=True)
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS_FILE], cwd=tmp_path, check=True)


def test_the_same_package_makes_the_same_file(exported: Path, tiny_models: Path, tmp_path: Path) -> None:
    export_archive(tiny_models / "cxr4-tiny-1.0.0", tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == exported.read_bytes()


def test_a_broken_package_is_not_exported(tiny_models: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_models / "cxr4-tiny-1.0.0", tmp_path / "broken"))
    (folder / "model.onnx").write_bytes(b"spoilt")
    with pytest.raises(ModelError, match=r"model\.onnx: is not the file"):
        export_archive(folder, tmp_path / "out.cxrmodel")
    assert not (tmp_path / "out.cxrmodel").exists()


def test_what_is_installed_already_is_said(exported: Path, catalogue: Catalogue) -> None:
    with pytest.raises(ModelError, match=r"cxr4-tiny-1\.0\.0: is installed already"):
        import_archive(exported, catalogue)
    assert left_behind(catalogue) == []


def spoilt_weights(entries: Entries) -> Entries:
    return entries | {"model.safetensors": entries["model.safetensors"][:-4] + b"\0\1\0\1"}


def other_golden(entries: Entries) -> Entries:
    golden = {"outputs": [9.0, 9.0, 9.0, 9.0], "tolerance": 0.002}
    return with_card(entries, lambda card: card | {"golden": golden})


def weights_elsewhere(entries: Entries) -> Entries:
    """An ONNX file that would read a file of the machine, its hash in the card."""
    model = onnx.load_from_string(entries["model.onnx"])
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"
    content = model.SerializeToString()
    digest = hashlib.sha256(content).hexdigest()
    return with_card(
        entries | {"model.onnx": content},
        lambda card: card | {"files": {**card["files"], "model.onnx": digest}},
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoilt_weights, "its model.safetensors is not the file that was packed"),
        (
            lambda entries: with_sums(spoilt_weights(entries)),
            "its model.safetensors is not the file that the",
        ),
        (lambda entries: entries | {SUMS_FILE: b""}, "holds other files than its list"),
        (other_golden, "does not give its golden output"),
        (weights_elsewhere, "its model.onnx keeps weights in another file"),
        (lambda entries: with_card(entries, lambda card: card | {"schema_version": 3}), "newer version"),
        (lambda entries: with_card(entries, lambda card: card | {"name": "../up"}), "not a valid model card"),
        (
            lambda entries: with_card(
                entries, lambda card: card | {"files": {**card["files"], "../../key": "0" * 64}}
            ),
            "not a valid model card",
        ),
        (lambda entries: entries | {"../evil.py": b"x"}, "holds '../evil.py', which is no part"),
        (lambda entries: entries | {"/tmp/evil": b"x"}, "holds '/tmp/evil', which is no part"),
        (lambda entries: entries | {"sub/": b""}, "holds 'sub/', which is no part"),
        (lambda entries: {"card.json": entries["card.json"]}, "SHA256SUMS is missing"),
        (lambda entries: entries | {"README.md": b"x" * (1 << 21)}, "more than any model has"),
    ],
)
def test_what_is_no_sound_package_is_refused_and_leaves_nothing(
    spoil: Callable[[Entries], Entries], said: str, another: Entries, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = packed(spoil(another), tmp_path / "theirs.cxrmodel")
    with pytest.raises(ModelError) as caught:
        import_archive(file, catalogue)
    assert said in str(caught.value)
    assert caught.value.path == file
    assert left_behind(catalogue) == []
    assert not (tmp_path / "evil.py").exists()


def test_a_bomb_is_refused_before_it_is_unpacked(
    another: Entries, catalogue: Catalogue, tmp_path: Path
) -> None:
    bomb = another | {"model.onnx": bytes(50 << 20)}
    file = packed(bomb, tmp_path / "bomb.cxrmodel", zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 1 << 20
    with pytest.raises(ModelError, match=r"holds model\.onnx compressed as no model is"):
        import_archive(file, catalogue)


def test_a_byte_that_was_changed_on_the_way_is_noticed(
    another: Entries, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = packed(another, tmp_path / "theirs.cxrmodel")
    content = bytearray(file.read_bytes())
    content[content.index(another["model.safetensors"][-64:]) + 8] ^= 1
    file.write_bytes(content)
    with pytest.raises(ModelError, match="is damaged, or no model package"):
        import_archive(file, catalogue)
    assert left_behind(catalogue) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(
    another: Entries, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = packed(another, tmp_path / "theirs.cxrmodel")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("README.md", b"another one")
    with pytest.raises(ModelError, match="holds a file twice"):
        import_archive(file, catalogue)


def test_links_are_refused(another: Entries, catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "link.cxrmodel"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in another.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = ((stat.S_IFLNK | 0o777) << 16) * (name == "README.md")
            archive.writestr(entry, b"/etc/passwd" if name == "README.md" else content)
    with pytest.raises(ModelError, match=r"holds README\.md as a link or device"):
        import_archive(file, catalogue)


def test_a_file_that_is_cut_off_or_no_archive_is_refused(
    another: Entries, catalogue: Catalogue, tmp_path: Path
) -> None:
    file = packed(another, tmp_path / "theirs.cxrmodel")
    os.truncate(file, file.stat().st_size // 2)
    (tmp_path / "text").write_text("no archive")
    for one in (file, tmp_path / "text"):
        with pytest.raises(ModelError, match="is damaged, or no model package"):
            import_archive(one, catalogue)
    with pytest.raises(ModelError, match="No such file"):
        import_archive(tmp_path / "nowhere", catalogue)
    assert left_behind(catalogue) == []
