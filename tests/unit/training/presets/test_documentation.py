import importlib.util
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]


def test_the_page_of_recipes_is_that_of_the_program() -> None:
    spec = importlib.util.spec_from_file_location(
        "write_presets", REPOSITORY / "packaging" / "write_presets.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (REPOSITORY / "docs" / "presets.md").read_text(encoding="utf-8")
    assert page == module.presets_page(), "run `make presets`"
