from packaging_scripts import REPOSITORY, packaging_script


def test_the_page_of_recipes_is_that_of_the_program() -> None:
    page = (REPOSITORY / "docs" / "presets.md").read_text(encoding="utf-8")
    assert page == packaging_script("write_presets").presets_page(), "run `make presets`"
