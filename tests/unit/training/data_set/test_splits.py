from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxrviewer.errors import DataError
from cxrviewer.training.data_set.records import FilmRecord, read_records, with_masks
from cxrviewer.training.data_set.splits import (
    Split,
    SplitPlan,
    fewer,
    make_split,
    split_by_group,
    split_in_folds,
)

RECORDS = st.lists(
    st.builds(
        FilmRecord,
        path=st.integers(0, 10**6).map(lambda number: Path(f"{number}.png")),
        label=st.sampled_from(["normal", "covid19", "other"]),
        group=st.integers(0, 30).map(lambda number: f"patient-{number}"),
        source=st.sampled_from(["a", "b"]),
        mask=st.none(),
    ),
    max_size=80,
)


def groups(films: tuple[FilmRecord, ...]) -> set[str]:
    return {film.group for film in films}


@settings(max_examples=100, deadline=None)
@given(records=RECORDS, share=st.floats(0, 1), seed=st.integers(0, 2**31))
def test_no_group_is_on_both_sides_and_no_film_is_lost(
    records: list[FilmRecord], share: float, seed: int
) -> None:
    split = split_by_group(records, share, seed)
    assert not groups(split.training) & groups(split.validation)
    assert Counter(split.training) + Counter(split.validation) == Counter(records)
    assert split == split_by_group(records, share, seed)


@settings(max_examples=50, deadline=None)
@given(records=RECORDS, seed=st.integers(0, 1000), shuffling=st.randoms(use_true_random=False))
def test_the_order_of_the_films_does_not_matter(
    records: list[FilmRecord], seed: int, shuffling: object
) -> None:
    shuffled = list(records)
    shuffling.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = split_by_group(records, 0.3, seed), split_by_group(shuffled, 0.3, seed)
    assert groups(first.validation) == groups(second.validation)


def films(label: str, source: str, count: int) -> list[FilmRecord]:
    return [
        FilmRecord(
            Path(f"{label}-{source}-{number}-{view}.png"), label, f"{label}-{source}-{number}", source, None
        )
        for number in range(count)
        for view in range(2)
    ]


@pytest.fixture(scope="module")
def collection() -> list[FilmRecord]:
    return films("normal", "a", 50) + films("normal", "b", 20) + films("covid19", "a", 10)


def by_stratum(split: Split) -> dict[tuple[str, str], int]:
    return Counter((film.label, film.source) for film in split.validation)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_each_stratum_gives_its_share_of_groups(collection: list[FilmRecord], share: float) -> None:
    counts = by_stratum(split_by_group(collection, share, 7))
    expected = {("normal", "a"): 100 * share, ("normal", "b"): 40 * share, ("covid19", "a"): 20 * share}
    assert counts == expected


def test_films_added_to_another_stratum_move_nothing(collection: list[FilmRecord]) -> None:
    before = split_by_group(collection, 0.2, 7)
    after = split_by_group([*collection, *films("covid19", "c", 30)], 0.2, 7)
    assert groups(before.validation) <= groups(after.validation)
    assert groups(before.training) <= groups(after.training)


def test_the_order_of_names_says_nothing_of_the_side(collection: list[FilmRecord]) -> None:
    validation = sorted(
        int(film.group.split("-")[2]) for film in split_by_group(collection, 0.5, 7).validation
    )
    assert validation != list(range(len(validation)))


def test_another_seed_splits_otherwise(collection: list[FilmRecord]) -> None:
    sides = {frozenset(groups(split_by_group(collection, 0.2, seed).validation)) for seed in range(5)}
    assert len(sides) == 5


def test_a_group_of_two_strata_stays_together(collection: list[FilmRecord]) -> None:
    bridging = [replace(film, label="covid19") for film in collection if film.group.endswith("-3")]
    split = split_by_group([*collection, *bridging], 0.3, 7)
    assert not groups(split.training) & groups(split.validation)


def test_the_first_stratum_decides_on_a_group_of_two() -> None:
    def film(group: str, source: str) -> FilmRecord:
        return FilmRecord(Path(f"{group}.png"), "normal", group, source, None)

    names = ["x", "y", "z"]
    one_of_three = groups(split_by_group([film(name, "a") for name in names], 1 / 3, 7).validation)
    two_of_three = groups(split_by_group([film(name, "a") for name in names], 2 / 3, 7).validation)
    [first], [second], [third] = one_of_three, two_of_three - one_of_three, set(names) - two_of_three
    # in source a the second comes before the third and validates; in source b the first comes before it
    records = [film(second, "a"), film(third, "a"), film(first, "b"), film(second, "b")]
    assert groups(split_by_group(records, 0.5, 7).validation) == {first, second}


@pytest.mark.films
def test_the_film_collection_keeps_patients_apart(film_collection: Path) -> None:
    records = with_masks(read_records(film_collection))
    split = split_by_group(records, 0.2, 7)
    assert not groups(split.training) & groups(split.validation)
    assert 0.17 < len(split.validation) / len(records) < 0.23


def test_of_each_label_and_source_at_most_so_many_are_kept() -> None:
    records = [
        FilmRecord(Path(f"{label}-{source}-{n}.png"), label, f"{label}-{source}-{n}", source, None)
        for label, source, count in (("a", "x", 9), ("a", "y", 2), ("b", "x", 5))
        for n in range(count)
    ]
    kept = fewer(records, 3, seed=1)
    assert Counter((record.label, record.source) for record in kept) == {
        ("a", "x"): 3,
        ("a", "y"): 2,
        ("b", "x"): 3,
    }
    assert kept == [record for record in records if record in set(kept)]
    assert fewer(records[::-1], 3, seed=1) == kept[::-1]
    assert fewer(records, 3, seed=2) != kept
    assert fewer(records, 0, seed=1) == records


@settings(max_examples=50, deadline=None)
@given(records=RECORDS, folds=st.integers(2, 6), seed=st.integers(0, 1000))
def test_every_film_validates_in_exactly_one_fold(records: list[FilmRecord], folds: int, seed: int) -> None:
    splits = [split_in_folds(records, folds, fold, seed) for fold in range(1, folds + 1)]
    validated = sum((Counter(split.validation) for split in splits), Counter())
    assert validated == Counter(records)
    for split in splits:
        assert not groups(split.training) & groups(split.validation)
        assert Counter(split.training) + Counter(split.validation) == Counter(records)


def test_folds_are_alike_in_labels_and_sources(collection: list[FilmRecord]) -> None:
    counts = [by_stratum(split_in_folds(collection, 5, fold, 7)) for fold in range(1, 6)]
    assert all(one == {("normal", "a"): 20, ("normal", "b"): 8, ("covid19", "a"): 4} for one in counts)


@pytest.mark.parametrize(("folds", "fold"), [(1, 1), (5, 0), (5, 6)])
def test_a_fold_that_does_not_exist_is_refused(collection: list[FilmRecord], folds: int, fold: int) -> None:
    with pytest.raises(DataError, match=f"no fold {fold} of {folds}"):
        split_in_folds(collection, folds, fold, 7)


def test_a_source_is_held_out_with_all_its_patients(collection: list[FilmRecord]) -> None:
    both = replace(collection[0], source="b", path=Path("extra.png"))
    split = make_split([*collection, both], SplitPlan(held_out_source="b"))
    assert {film.source for film in split.training + split.validation} == {"a"}
    assert collection[0] in split.test
    assert not groups(split.test) & groups(split.training + split.validation)
    assert Counter(split.training + split.validation + split.test) == Counter([*collection, both])


def test_a_source_that_is_not_there_is_refused(collection: list[FilmRecord]) -> None:
    with pytest.raises(DataError, match=r"no film comes from the source 'c' \(sources: a, b\)"):
        make_split(collection, SplitPlan(held_out_source="c"))


def test_without_anything_special_the_split_is_that_of_the_cards(collection: list[FilmRecord]) -> None:
    assert make_split(collection, SplitPlan(0.3, 5)) == split_by_group(collection, 0.3, 5)


def test_a_data_set_may_bring_its_split(collection: list[FilmRecord]) -> None:
    sides = ["training", "validation", "training", "test"]
    own = [replace(film, side=sides[number % 4]) for number, film in enumerate(collection)]
    split = make_split(own, SplitPlan())
    assert {film.side for film in split.training} == {"training"}
    assert (len(split.training), len(split.validation), len(split.test)) == (80, 40, 40)


def test_of_a_split_without_validation_the_training_side_is_divided(collection: list[FilmRecord]) -> None:
    own = [replace(film, side="test" if film.source == "b" else "training") for film in collection]
    split = make_split(own, SplitPlan(0.2))
    assert {film.source for film in split.test} == {"b"}
    assert len(split.test) == 40
    assert 0.15 < len(split.validation) / 120 < 0.25
    assert not groups(split.training) & groups(split.validation)
    with pytest.raises(DataError, match="has no training side"):
        make_split([replace(film, side="test") for film in collection], SplitPlan())
