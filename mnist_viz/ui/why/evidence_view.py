"""Which pixels speak for the digit that is read, and which for it rather than the next."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.training import Evidence, View, evidence, grown_limit
from mnist_viz.ui import numbers
from mnist_viz.ui.components import ColorBar
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.look.spacing import GAP, PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.legends import show_limit
from mnist_viz.ui.table import Table, table_of_pixels
from mnist_viz.ui.why.paragraphs import Paragraphs
from mnist_viz.ui.why.signed_image import SignedColors
from mnist_viz.ui.why.tile import Tile, Words
from mnist_viz.ui.why.tile_row import place_with_words, word_widths

_LEAST_TEXT = 132  # width
_CAPTIONS, _NOTES = ("Drawing", "For 0"), ("sum +00.000",)
_NOTE = (
    "Orange ink speaks for it, blue against it. Bare paper counts for nothing: "
    "it is what the ink is compared with."
)


@dataclass(frozen=True, eq=False)
class DisplayedEvidence:
    """What is drawn.

    Attributes
    ----------
    chosen, other : int
        The class that is read, and the runner-up.
    alone, rather : Evidence
        For the one, and for it rather than the other.
    limit : float
        Where the colour map ends.
    """

    chosen: int
    other: int
    alone: Evidence
    rather: Evidence
    limit: float


class EvidenceView(QWidget):
    """The drawing beside what each of its pixels adds, with a legend and the sums."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen = Tile("evidence_seen", self)
        self._alone = Tile("evidence_for", self)
        self._rather = Tile("evidence_rather", self)
        self._bar = ColorBar(self)
        self._text = Paragraphs("evidence_text", self)
        self._displayed: DisplayedEvidence | None = None
        self._limit = 0.0
        self._limit_of: object = None
        self._class_names: tuple[str, ...] = ()
        self._tiles = (self._seen, self._alone, self._rather)
        self.restyle(system_theme())

    @property
    def displayed(self) -> DisplayedEvidence | None:
        """What is drawn, or None if nothing is."""
        return self._displayed

    def as_table(self, view: View) -> Table | None:
        """Return what each pixel adds in a view, drawn or not."""
        found = _evidence_in(view)
        if found is None:
            return None
        _, (alone, rather) = found
        return table_of_pixels(
            {
                "for the reading": alone.contributions,
                "rather than the runner-up": rather.contributions,
            },
            view.frame.step,
        )

    def show_view(self, view: View) -> bool:
        """Draw the evidence in a view; return whether there is any."""
        whole, drawing = _evidence_in(view), view.drawing
        if whole is None or drawing is None:
            self._displayed = None
            return False
        (chosen, other), found = whole
        # The limit holds still while the same drawing is looked at, live or rewound.
        if self._limit_of is not drawing:
            self._limit_of, self._limit = drawing, 0.0
        for one in found:
            values = np.asarray(one.contributions, dtype=np.float32)
            self._limit = grown_limit(self._limit, values)
        self._displayed = DisplayedEvidence(chosen, other, *found, self._limit)
        names = view.class_names
        if self._class_names != names:
            self._class_names = names
            self._place()
        self._draw(self._displayed, names[chosen], names[other])
        self._seen.show_image(digit_image(drawing, self._ink))
        return True

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._colors = SignedColors(theme)
        self._ink = ink_colors(theme, "ground")
        for tile in self._tiles:
            tile.restyle(theme)
        self._bar.restyle(theme)
        self._bar.show_map(theme.diverging)
        self._text.setFont(font("body"))
        self._text.setPalette(theme.palette)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)

    def _draw(self, shown: DisplayedEvidence, chosen: str, other: str) -> None:
        self._seen.describe("Drawing")
        for tile, one, caption in (
            (self._alone, shown.alone, f"For {chosen}"),
            (self._rather, shown.rather, _over(chosen, other)),
        ):
            values = np.asarray(one.contributions, dtype=np.float32)
            tile.show_image(self._colors.image(values, shown.limit))
            tile.describe(caption, f"sum {numbers.signed(float(values.sum()))}")
        show_limit(self._bar, shown.limit, signed=True)
        self._text.say(
            f"Its ink raises the logit of {chosen} by {_by(shown.alone)} over blank paper, and "
            f"its lead over {other} by {_by(shown.rather)}.",
            "The shares of the pixels add up to that.",
            _NOTE,
        )

    def _place(self) -> None:
        gap = 2 * scaled(GAP)
        text = scaled(_LEAST_TEXT) + gap if self.width() >= scaled(420) else 0
        room = QRect(0, 0, self.width() - text, self.height())
        names = [_over(name, name) for name in self._class_names]
        widths = word_widths(self._seen, _CAPTIONS, _NOTES, names)
        legend = scaled(UNIT) + self._bar.sizeHint().height()
        placed = place_with_words(self._tiles, room, widths, legend)
        beneath = placed.beneath.adjusted(0, scaled(UNIT), 0, 0)
        if placed.words is Words.AROUND:
            beneath.setRight(self._rather.x() + self._rather.side - 1)
        self._bar.setVisible(not placed.beneath.isEmpty())
        self._bar.setGeometry(beneath)
        show_limit(self._bar, self._limit, signed=True)
        self._text.setVisible(bool(text))
        beside = placed.taken.right() + gap
        width = min(self.width() - beside, scaled(260))
        height = self.height() - placed.top - scaled(PADDING)
        self._text.setGeometry(beside, placed.top, width, max(0, height))


def _evidence_in(view: View) -> tuple[tuple[int, int], tuple[Evidence, Evidence]] | None:
    """Return the class that is read and the runner-up, and the evidence; None if nothing is."""
    scores, drawing = view.scores, view.drawing
    if scores is None or drawing is None or len(scores) < 2 or not np.isfinite(scores).all():
        return None
    chosen, other = np.argsort(-scores, kind="stable")[:2].tolist()
    frame, image = view.frame, drawing * np.float32(1 / 255)
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        return (chosen, other), evidence(frame.layout, frame.parameters, image, chosen, other)


def _over(chosen: str, other: str) -> str:
    return f"{chosen} over {other}"


def _by(one: Evidence) -> str:
    return numbers.signed(one.difference)
