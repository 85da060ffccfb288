import pytest

from cxrviewer.inference.card import Metric, TrainingRecord
from cxrviewer.training.packages.card_words import limits
from cxrviewer.training.presets import find_preset

RECORD = TrainingRecord(
    preset="shipped-lungs",
    settings={},
    data_sha256="0" * 64,
    split="by group",
    seed=7,
    validation_share=0.2,
    images_by_source={"north": {"normal": 400}},
)


def dice(images: int, subset: str) -> Metric:
    return Metric(name="mean Dice", value=0.9, low=0.8, high=1.0, images=images, subset=subset)


@pytest.mark.parametrize(("films", "said"), [(40, ["Measured on 40 films only"]), (400, [])])
def test_few_films_are_told_of_the_whole_and_not_of_its_parts(films: int, said: list[str]) -> None:
    metrics = [dice(films, "validation"), dice(10, "validation, north")]
    told = limits(find_preset("shipped-lungs"), RECORD, metrics)
    assert [one.split(":")[0] for one in told if "films only" in one] == said
