"""Where the parts of the neuron view stand: below each other, as many as there is room for."""

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize

from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.neuron.facts import MOST_TERMS

_GAP = 9
_ROWS, _LEAST_ROWS = 4, 2
"""Terms that come before the parts below them, and before the pictures above them."""

_LEAST_CHOICE = 0.75
"""Share of its width that the choice of an image keeps beside the words before it."""


class NeuronLayout(NamedTuple):
    """Places in pixels of the panel; empty for what is left out.

    Attributes
    ----------
    asked, followed, operands, sum, terms_title, product_title, terms, gradients, \
    drivers_title, drivers_age, drivers, links : QRect
    rows : int
        Lines of `terms`.
    """

    asked: QRect
    followed: QRect
    operands: QRect
    sum: QRect
    terms_title: QRect
    product_title: QRect
    terms: QRect
    gradients: QRect
    drivers_title: QRect
    drivers_age: QRect
    drivers: QRect
    links: QRect
    rows: int


class NeuronRoom(NamedTuple):
    """What there is to share out, and what the parts need.

    Attributes
    ----------
    size : QSize
        Of the panel.
    asked, followed : QSize
        Of the words before the choice of an image, and of the choice.
    operands, sum, title, line, gradients, drivers : int
        Heights; `title` is that of any heading, `line` that of a term.
    links : int
        Height; 0 for a unit that leads nowhere.
    terms_title, product, drivers_title : int
        Widths of these headings.
    """

    size: QSize
    asked: QSize
    followed: QSize
    operands: int
    sum: int
    title: int
    line: int
    gradients: int
    drivers: int
    links: int
    terms_title: int
    product: int
    drivers_title: int

    def arrange(self) -> NeuronLayout:
        """Share out the room.

        The sum and some terms come first, then the pictures, where it leads, the rest.
        """
        left, width = scaled(PADDING), max(1, self.size.width() - 2 * scaled(PADDING))
        gap, bottom = scaled(_GAP), self.size.height() - scaled(PADDING)
        asked, followed = self._question(left, width)
        top = self.followed.height() + scaled(6)
        least = self.sum + self.title + _LEAST_ROWS * self.line + gap
        has_operands = top + self.operands + gap + least <= bottom
        operands = QRect(left, top, width, self.operands) if has_operands else QRect()
        top += self.operands + gap if has_operands else 0
        figures = QRect(left, top, width, self.sum)
        top += self.sum + gap
        terms_title = QRect(left, top, width, self.title)
        product = QRect(left + width - self.product, top, self.product, self.title)
        if product.left() < left + self.terms_title + scaled(_GAP):
            product = QRect()
        top += self.title
        below = self._parts_below(bottom - top - _ROWS * self.line, gap)
        free = bottom - top - sum(below.values()) - gap * len(below)
        rows = min(MOST_TERMS + 1, max(1, free // self.line))
        terms = QRect(left, top, width, rows * self.line)
        top += rows * self.line + gap
        places = dict.fromkeys(("gradients", "drivers", "links"), QRect())
        for name in places:
            if name in below:
                places[name] = QRect(left, top, width, below[name])
                top += below[name] + gap
        heading, age, drivers = self._drivers(places["drivers"])
        return NeuronLayout(
            asked=asked,
            followed=followed,
            operands=operands,
            sum=figures,
            terms_title=terms_title,
            product_title=product,
            terms=terms,
            gradients=places["gradients"],
            drivers_title=heading,
            drivers_age=age,
            drivers=drivers,
            links=places["links"],
            rows=rows,
        )

    def _question(self, left: int, width: int) -> tuple[QRect, QRect]:
        """Return the places of the words and of the choice, which comes first."""
        above = (self.followed.height() - self.asked.height()) // 2
        before = self.asked.width() + scaled(6)
        if width - before < _LEAST_CHOICE * self.followed.width():
            room = min(self.followed.width(), width)
            return QRect(), QRect(left, 0, room, self.followed.height())
        asked = QRect(left, above, self.asked.width(), self.asked.height())
        room = min(self.followed.width(), width - before)
        return asked, QRect(left + before, 0, room, self.followed.height())

    def _parts_below(self, free: int, gap: int) -> dict[str, int]:
        """Return the heights of those parts for which there is room, the most wanted first."""
        wanted = {
            "links": self.links,
            "drivers": self.title + self.drivers,
            "gradients": self.gradients,
        }
        shown = {}
        for name, height in wanted.items():
            if height and free >= height + gap:
                free -= height + gap
                shown[name] = height
        return shown

    def _drivers(self, place: QRect) -> tuple[QRect, QRect, QRect]:
        """Return the places of the heading, of what is beside it, and of the images."""
        if place.isEmpty():
            return QRect(), QRect(), QRect()
        heading = QRect(place.topLeft(), QSize(place.width(), self.title))
        age = heading.adjusted(self.drivers_title + scaled(8), 0, 0, 0)
        return heading, age, place.adjusted(0, self.title, 0, 0)
