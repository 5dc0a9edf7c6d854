import string

import pytest

from mnist_viz.data import DIGIT_NAMES
from mnist_viz.data.catalogue import FASHION_MNIST, KMNIST
from mnist_viz.ui.drawing.what_to_draw import what_to_draw


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (DIGIT_NAMES, "Draw a digit"),
        (tuple(string.ascii_uppercase), "Draw a letter"),
        (KMNIST.class_names, "Draw a letter"),
        (FASHION_MNIST.class_names, "Draw here"),
        (tuple(map(str, range(12))), "Draw here"),
    ],
)
def test_the_pad_asks_for_what_the_network_reads(names: tuple[str, ...], said: str) -> None:
    assert what_to_draw(names) == said
