"""Short names tell classes apart and are never another class's number."""

import pytest

from mnist_viz.data.catalogue import CATALOGUE
from mnist_viz.ui.class_names import short_names


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (tuple("0123456789"), tuple("0123456789")),
        (("one", "two", "zero"), ("on", "tw", "ze")),
        (("Shirt", "Shoe", "Sh"), ("Si", "So", "Sh")),
        (("10", "11", "12"), ("10", "11", "12")),
        (("99", "100"), ("99", "100")),
        (("aa", "aaa", "aaaa"), ("0", "1", "2")),
        (("a", ""), ("a", "")),
    ],
)
def test_names_are_cut_so_that_they_differ(names: tuple[str, ...], short: tuple[str, ...]) -> None:
    assert short_names(names) == short


@pytest.mark.parametrize("most", [2, 3])
@pytest.mark.parametrize("name", CATALOGUE)
def test_the_catalogues_classes_all_have_short_names(name: str, most: int) -> None:
    names = CATALOGUE[name].class_names
    short = short_names(names, most)
    assert len(set(short)) == len(names)
    assert all(len(one) <= most for one in short)
    assert all(one[0] == whole[0] for one, whole in zip(short, names, strict=True))
