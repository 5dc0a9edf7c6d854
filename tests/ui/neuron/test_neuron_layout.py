"""The parts of the neuron view stand below each other, and what has no room is left out."""

import itertools

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication

from mnist_viz.ui.neuron.facts import MOST_TERMS
from mnist_viz.ui.neuron.neuron_layout import NeuronLayout, NeuronRoom


def laid_out(height: int, links: int = 60) -> NeuronLayout:
    return NeuronRoom(
        size=QSize(444, height),
        asked=QSize(110, 16),
        followed=QSize(200, 26),
        operands=100,
        sum=36,
        title=20,
        line=18,
        gradients=30,
        drivers=50,
        links=links,
        terms_title=90,
        product=120,
        drivers_title=180,
    ).arrange()


def stacked(layout: NeuronLayout) -> list[QRect]:
    parts = [layout.operands, layout.sum, layout.terms_title, layout.terms, layout.gradients]
    parts += [layout.drivers_title, layout.drivers, layout.links]
    return [layout.followed, *(part for part in parts if not part.isEmpty())]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("height", range(160, 1200, 40))
def test_parts_follow_each_other_and_stay_inside(height: int, qapp: QApplication) -> None:
    layout = laid_out(height)
    parts = stacked(layout)
    assert all(one.bottom() < other.top() for one, other in itertools.pairwise(parts))
    assert parts[-1].bottom() < height
    assert 1 <= layout.rows <= MOST_TERMS + 1


@pytest.mark.usefixtures("qapp")
def test_on_a_high_screen_terms_fill_the_height(qapp: QApplication) -> None:
    rows = []
    for height in (1000, 1150, 1800):
        layout = laid_out(height)
        rows.append(layout.rows)
        assert stacked(layout)[-1].bottom() > height - 2 * layout.terms.height() // layout.rows
    assert 21 < rows[0] < rows[1] < rows[2]


@pytest.mark.usefixtures("qapp")
def test_where_it_leads_is_the_last_to_be_left_out_below_the_terms() -> None:
    seen = []
    for height in range(160, 900):
        layout = laid_out(height)
        below = (layout.gradients, layout.drivers, layout.links)
        seen.append((layout.operands.isEmpty(), *(not place.isEmpty() for place in below)))
    with_pictures = [below for without, *below in seen if not without]
    order = [here for here, _ in itertools.groupby(with_pictures)]
    assert seen[0] == (True, False, False, False)
    assert order[-1] == [True, True, True]
    assert [False, False, True] in order
    assert [False, True, True] in order


@pytest.mark.usefixtures("qapp")
def test_a_unit_that_leads_nowhere_leaves_its_room_to_the_terms() -> None:
    assert laid_out(600, links=0).links.isEmpty()
    assert laid_out(600, links=0).rows > laid_out(600).rows
