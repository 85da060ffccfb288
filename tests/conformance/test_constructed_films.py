"""`cxrviewer render` of every constructed film against dcmtk, or the standard's formulas beyond it."""

from pathlib import Path

import numpy as np
import pytest
from conformance.comparing import difference
from conformance.films import constructed_films
from conformance.making import Film
from conformance.reference import missing_tools, reference_picture
from PIL import Image as Pillow

from cxrviewer.cli.render import render

FILMS = {film.name: film for film in constructed_films()}


@pytest.mark.parametrize("name", FILMS)
def test_a_constructed_film_is_shown_as_the_reference_shows_it(tmp_path: Path, name: str) -> None:
    film = FILMS[name]
    if missing_tools() and not (film.beyond_dcmtk and film.twin is None):
        pytest.skip(f"not installed: {', '.join(missing_tools())} (packages dcmtk, libgdcm-tools)")
    path, ours = film.write(tmp_path), tmp_path / "ours.png"
    render(path, ours, film.frame)
    apart = difference(np.asarray(Pillow.open(ours)), reference_picture(film, path))
    assert apart.meets_the_bar, apart


def test_names_are_unique() -> None:
    names = [film.name for film in constructed_films()]
    assert len(set(names)) == len(names)


def test_the_comparison_can_fail(tmp_path: Path) -> None:
    film: Film = FILMS["float-window"]
    path, ours = film.write(tmp_path), tmp_path / "ours.png"
    render(path, ours)
    picture = np.asarray(Pillow.open(ours)).copy()
    picture[0, 0] += 3
    assert not difference(picture, reference_picture(film, path)).meets_the_bar
