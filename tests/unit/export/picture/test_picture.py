"""The view as a picture: what lies where, and that nothing covers the film beyond what is drawn."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from pydicom import Dataset

from cxrviewer.display import render_grey8
from cxrviewer.display.layer_colours import LUNG_COLOURS, MAKER_COLOURS, rgb
from cxrviewer.export.picture import Rendered, render_picture
from cxrviewer.export.picture.files import write_picture
from cxrviewer.export.picture.legend import legend_band
from cxrviewer.export.request import ExportRequest, View
from cxrviewer.measurement import measure_all
from cxrviewer.study import (
    Analysis,
    Annotation,
    AnnotationSet,
    Image,
    Kind,
    Maker,
    Novelty,
    PackedMask,
    PixelSpacing,
    Segment,
    SpacingOrigin,
)

ROWS, COLUMNS = 1000, 1200


@pytest.fixture
def large(image: Image) -> Image:
    """A dark film, large enough to be shown pixel by pixel."""
    ramp = np.arange(ROWS * COLUMNS, dtype=np.uint32).reshape(ROWS, COLUMNS) % 251
    return replace(image, pixels=(ramp // 4).astype(np.uint8), spacing=None)


def request_for(image: Image, *items: Annotation, **more: object) -> ExportRequest:
    drawn = AnnotationSet(image.source.key, items)
    return ExportRequest(image, Dataset(), drawn, measure_all(image, drawn), **more)  # type: ignore[arg-type]


def near(picture: np.ndarray, colour: str, x: float, y: float, reach: int = 4) -> bool:
    """Whether a colour is to be seen about a place."""
    part = picture[max(0, int(y) - reach) : int(y) + reach, max(0, int(x) - reach) : int(x) + reach]
    return bool((np.abs(part.astype(int) - rgb(colour)).max(axis=-1) < 60).any())


def test_the_bare_film_is_the_films_own_picture_above_a_band(large: Image) -> None:
    picture = render_picture(request_for(large)).pixels
    assert picture.shape[1] == COLUMNS
    assert picture.shape[0] > ROWS
    assert np.array_equal(picture[:ROWS, :, 0], render_grey8(large))
    assert (picture[ROWS:] > 150).any(), "the band says something"


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_annotations_turn_with_the_film(large: Image, turns: int, mirrored: bool) -> None:
    """A bright dot of the film and a mark drawn on it must fall together in every view."""
    pixels = np.zeros((ROWS, COLUMNS), np.uint8)
    pixels[298:303, 398:403] = 255
    dotted = replace(large, pixels=pixels)
    view = View(quarter_turns=turns, mirrored=mirrored)
    plain = render_picture(request_for(dotted, view=view)).pixels
    high, wide = (COLUMNS, ROWS) if turns % 2 else (ROWS, COLUMNS)
    ys, xs = np.nonzero(plain[:high, :wide, 0] > 128)
    x, y = xs.mean() + 0.5, ys.mean() + 0.5
    line = Annotation(Kind.LENGTH, ((400.5, 300.5), (400.5, 500.5)))
    drawn = render_picture(request_for(dotted, line, view=view)).pixels
    assert near(drawn, MAKER_COLOURS[Maker.USER], x, y)
    assert not near(plain, MAKER_COLOURS[Maker.USER], x, y)


def test_an_anisotropic_film_is_stretched_and_its_marks_with_it(large: Image) -> None:
    high = replace(large, spacing=PixelSpacing(0.4, 0.2, SpacingOrigin.PIXEL_SPACING))
    line = Annotation(Kind.LENGTH, ((100, 900), (600, 900)))
    rendered = render_picture(request_for(high, line))
    assert near(rendered.pixels, MAKER_COLOURS[Maker.USER], 300, 1800)
    assert rendered.mm_per_pixel == pytest.approx((0.2, 0.2))


def test_lungs_heat_map_and_segments_have_their_colours(large: Image, analysis: Analysis) -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[200:800, 100:500] = 1
    labels[200:800, 700:1100] = 2
    shown = replace(analysis, lungs=replace(analysis.lungs, labels=labels))
    other = np.zeros((ROWS, COLUMNS), np.uint8)
    other[850:950, 550:650] = 1
    request = request_for(large, analysis=shown)
    request = replace(
        request, annotations=request.annotations.with_segments((Segment("Herd", PackedMask.of(other)),))
    )
    picture = render_picture(request).pixels
    assert near(picture, LUNG_COLOURS[1], 100, 500)
    assert near(picture, LUNG_COLOURS[2], 1100, 500)
    assert near(picture, "#e69f00", 550, 900)
    hidden = render_picture(replace(request, view=View(lungs=False, heatmap=False))).pixels
    assert not near(hidden, LUNG_COLOURS[1], 100, 500)
    warm = picture[40:60, 40:60].astype(int).mean(axis=(0, 1))
    assert warm[0] > warm[2] + 30, "the heat map of the predicted class lies over the film"


def test_a_stretched_heat_map_looks_like_one_at_full_scale_and_the_legend_says_so(
    large: Image, analysis: Analysis
) -> None:
    full, empty = analysis.heatmaps
    faint = replace(analysis, heatmaps=(replace(full, values=full.values * np.float32(0.2)), empty))
    legends, films = [], []
    for shown, view in ((analysis, View()), (faint, View()), (faint, View(heatmap_stretched=True))):
        request = request_for(large, analysis=shown, view=view)
        films.append(render_picture(request).pixels[:ROWS].astype(int))
        legends.append(legend_band(request, 4 * COLUMNS, 16))
    assert np.abs(films[2] - films[0]).max() <= 2
    assert np.abs(films[1] - films[0]).max() > 30
    assert np.array_equal(legends[0], legends[1])
    assert not np.array_equal(legends[0], legends[2])


def test_the_legend_says_that_the_models_abstain(large: Image, analysis: Analysis) -> None:
    assert analysis.classification is not None
    unlike = replace(analysis.classification, novelty=Novelty(3.0, 1.5))
    bands = [
        legend_band(request_for(large, analysis=one), 4 * COLUMNS, 16)
        for one in (analysis, replace(analysis, classification=unlike))
    ]
    warned = [np.count_nonzero((band == (255, 180, 84)).all(axis=2)) for band in bands]
    assert warned[1] > 1.4 * warned[0] > 0


def test_small_films_are_enlarged_and_large_ones_can_be_reduced(image: Image, large: Image) -> None:
    assert max(render_picture(request_for(image)).pixels.shape) >= 1000
    reduced = render_picture(request_for(large), 600)
    assert reduced.pixels.shape[1] == 600


@pytest.mark.parametrize("text", ["\x00\x07\n\r\t", "日本語 🫁", "שלום", "x" * 5000, "\ud800", "=1+1|cmd"])
def test_no_words_break_the_picture(large: Image, text: str) -> None:
    items = [Annotation(kind, points, text) for kind, points in EVERY_KIND.items()]
    assert render_picture(request_for(large, *items)).pixels.shape[1] == COLUMNS


def test_places_beyond_the_film_do_not_break_the_picture(large: Image) -> None:
    far = Annotation(Kind.ARROW, ((-1e12, 3e9), (50, 50)), "weit")
    flat = Annotation(Kind.ELLIPSE, ((5, 5), (5, 5), (5, 5), (5, 5)), maker=Maker.MODEL)
    assert render_picture(request_for(large, far, flat)).pixels.shape[1] == COLUMNS


EVERY_KIND = {
    Kind.LENGTH: ((100, 100), (300, 200)),
    Kind.ANGLE: ((100, 100), (300, 200), (400, 100)),
    Kind.COBB: ((100, 100), (300, 200), (400, 500), (200, 600)),
    Kind.CARDIOTHORACIC: ((600, 0), (600, 900), (500, 500), (800, 500), (200, 600), (1000, 600)),
    Kind.RECTANGLE: ((100, 100), (300, 200)),
    Kind.ELLIPSE: ((100, 200), (300, 200), (200, 150), (200, 250)),
    Kind.POLYGON: ((100, 100), (300, 200), (150, 500)),
    Kind.FREEHAND: ((100, 100), (300, 200), (150, 500), (10, 20)),
    Kind.ARROW: ((100, 100), (300, 200)),
    Kind.TEXT: ((100, 100),),
    Kind.POINT: ((100, 100),),
}


def test_files_are_read_by_another_library_with_their_resolution(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (12, 17, 3), np.uint8)
    for name in ("a.png", "a.tiff"):
        write_picture(tmp_path / name, Rendered(pixels, (0.5, 0.25)))
        with Pillow.open(tmp_path / name) as opened:
            assert np.array_equal(np.asarray(opened), pixels)
            assert opened.info["dpi"] == pytest.approx((50.8, 101.6), rel=1e-3)
    write_picture(tmp_path / "b.png", Rendered(pixels, None))
    with Pillow.open(tmp_path / "b.png") as opened:
        assert "dpi" not in opened.info
