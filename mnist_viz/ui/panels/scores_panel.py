"""How well all test images are read, and what is taken for what."""

from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.training import TEST_IMAGES, UNREADABLE, Analysis, View
from mnist_viz.ui import numbers
from mnist_viz.ui.components import ColorBar, EmptyState, tooltip
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.look.spacing import GAP, PADDING, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.panel import show_subtitle
from mnist_viz.ui.pictures.hover_card import HoverCard
from mnist_viz.ui.table import Table
from mnist_viz.ui.tables.confusion_matrix import ConfusionMatrix
from mnist_viz.ui.tables.score_facts import ScoreFacts

if TYPE_CHECKING:
    from mnist_viz.ui.tables.mistakes_view import MistakesView

_EXPLANATION = (
    "Share of all test images, which training never sees, that are read right. "
    "The test loss is their mean loss. Held out is the accuracy on training images that "
    "are kept from training, if there are any. The colours count mistakes: "
    "a row for each class, a column for what it was read as; a click on one shows its images."
)

_WORDS = 120  # least width


class DisplayedScores(NamedTuple):
    """What is drawn and written.

    Attributes
    ----------
    accuracy : str
    rows : tuple of (str, str)
        Name and value.
    mistakes : int64, shape (classes, classes)
        Row the label, column the prediction; 0 on the diagonal.
    colors : uint8, shape (classes, classes, 4)
    limits : list of (float, str)
        The numbers beneath the colour bar.
    """

    accuracy: str
    rows: tuple[tuple[str, str], ...]
    mistakes: NDArray[np.int64]
    colors: NDArray[np.uint8]
    limits: list[tuple[float, str]]


class ScoresPanel(QWidget):
    """Test accuracy, test loss and the confusion matrix of the last analysis.

    Attributes
    ----------
    image_chosen : Signal(int)
        The place in the test set of an image that the person wants in the pad.
    heading_changed : Signal
        `subtitle` has.
    """

    title: ClassVar[str] = "Test scores"
    follows_drawing: ClassVar[bool] = False

    image_chosen = Signal(int)
    heading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scores_panel")
        self.subtitle = ""
        self._view: View | None = None
        self._drawn: Analysis | None = None
        self._opened: tuple[int, int] | None = None
        self._facts = ScoreFacts(self)
        self._facts.setToolTip(tooltip("Test scores", _EXPLANATION))
        self._bar = ColorBar(self)
        self._matrix = ConfusionMatrix(self)
        self._matrix.setObjectName("confusion_matrix")
        self._made: MistakesView | None = None
        self._card = HoverCard(self)
        self._empty = EmptyState(
            "No scores yet", "They come with the first look at the test set.", self
        )
        for part in (self._facts, self._bar, self._matrix):
            part.hide()
        self._matrix.pointed.connect(self._on_pointed)
        self._matrix.chosen.connect(self.open_cell)
        self.restyle(system_theme())

    @property
    def displayed(self) -> DisplayedScores:
        """What is drawn and written."""
        return DisplayedScores(
            accuracy=self._facts.headline,
            rows=self._facts.rows,
            mistakes=self._matrix.mistakes,
            colors=self._matrix.colors,
            limits=self._bar.limits,
        )

    @property
    def matrix(self) -> ConfusionMatrix:
        return self._matrix

    @property
    def mistakes(self) -> "MistakesView":
        """Made when a cell is first opened, so that the start is quick."""
        if self._made is None:
            from mnist_viz.ui.tables.mistakes_view import (  # noqa: PLC0415 - not at every start
                MistakesView,
            )

            self._made = mistakes = MistakesView(self)
            mistakes.hide()
            mistakes.stackUnder(self._card)
            mistakes.restyle(self._theme)
            mistakes.closed.connect(self.close_cell)
            mistakes.image_chosen.connect(self.image_chosen)
            self._place()
        return self._made

    @property
    def opened(self) -> tuple[int, int] | None:
        """The cell (label, prediction) whose images are shown instead of the matrix."""
        return self._opened

    @property
    def card(self) -> HoverCard:
        return self._card

    def header_controls(self) -> list[QWidget]:
        return []

    def as_table(self) -> Table | None:
        """Return how often each class was read as each, or not at all; then the scores, a row each.

        A score stands in the first column of numbers; one that is unknown is nothing.
        """
        view, analysis = self._view, self._drawn
        if view is None or analysis is None:
            return None
        names, held_out = view.class_names, analysis.held_out
        loss = analysis.loss_word(view.frame.config.loss)
        scores = [("test accuracy", analysis.accuracy), (f"test {loss}", analysis.loss)]
        if held_out is not None:
            scores += [
                ("held-out accuracy", held_out.accuracy),
                (f"held-out {loss}", held_out.loss),
            ]
        unread = analysis.labels[analysis.predictions == UNREADABLE]
        counts = np.column_stack(
            [analysis.confusion, np.bincount(unread, minlength=len(names))]
        ).astype(str)
        columns = [[*column, *([""] * len(scores))] for column in counts.T.tolist()]
        columns[0][len(names) :] = ["" if value is None else repr(value) for _, value in scores]
        return Table(
            (f"at step {analysis.step}", *(f"read as {name}" for name in names), "not read"),
            ([*(f"is {name}" for name in names), *(what for what, _ in scores)], *columns),
        )

    def show_view(self, view: View) -> None:
        self._view = view
        analysis = view.analysis
        show_subtitle(self, "" if analysis is None else _what_is_scored(analysis))
        if is_in_sight(self) and analysis is not self._drawn:
            self._draw(view)

    def restyle(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._facts, self._bar, self._matrix, self._card, self._empty):
            part.restyle(theme)
        if self._made is not None:
            self._made.restyle(theme)
        self._bar.show_map(theme.sequential)
        self._place()

    @Slot(object)
    def open_cell(self, cell: tuple[int, int]) -> None:
        """Show the images of a cell (label, prediction) instead of the matrix."""
        self._opened = cell
        self._matrix.point_at(None)
        self._redraw()
        self.mistakes.setFocus()

    @Slot()
    def close_cell(self) -> None:
        """Show the matrix again."""
        cell, self._opened = self._opened, None
        self._redraw()
        self._matrix.setFocus()
        self._matrix.point_at(cell)

    def sizeHint(self) -> QSize:
        return QSize(scaled(312), scaled(148))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._view is not None:
            self._draw(self._view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Make the matrix as large as its height allows; the words get the rest."""
        padding, gap = scaled(PADDING), scaled(GAP)
        space = self.rect().adjusted(padding, 0, -padding, -padding)
        self._empty.setGeometry(space)
        if self._made is not None:
            self._made.setGeometry(space)
        words = max(self._facts.minimumSizeHint().width(), scaled(_WORDS))
        matrix = min(self._matrix.width_for(space.height()), space.width() - words - gap)
        matrix = max(matrix, 0)
        self._matrix.setGeometry(space.adjusted(space.width() - matrix, 0, 0, 0))
        space.adjust(0, 0, -matrix - gap, 0)
        bar = self._bar.sizeHint().height()
        self._bar.setGeometry(space.adjusted(0, space.height() - bar, 0, 0))
        self._facts.setGeometry(space.adjusted(0, 0, 0, -bar - gap))

    def _draw(self, view: View) -> None:
        analysis = view.analysis
        self._drawn = analysis
        self._empty.setVisible(analysis is None)
        opened = self._opened
        if opened is not None and max(opened) >= len(view.class_names):
            self._opened = opened = None
        for part in (self._facts, self._bar, self._matrix):
            part.setVisible(analysis is not None and opened is None)
        if opened is None or analysis is None:
            if self._made is not None:
                self._made.hide()
        else:
            self.mistakes.show()
            self.mistakes.show_cell(view, opened)
        if opened is not None or analysis is None:
            return
        test_loss = f"test {analysis.loss_word(view.frame.config.loss)}"
        rows = [
            ("wrong", numbers.count(analysis.wrong)),
            (test_loss, numbers.loss(analysis.loss)),
            ("at step", numbers.count(analysis.step)),
        ]
        if analysis.held_out is not None:
            rows.insert(2, ("held out", numbers.percent(analysis.held_out.accuracy)))
        if analysis.images_title != TEST_IMAGES:
            # A score must not be taken for one on images of other hands.
            rows.insert(0, (analysis.images_title, ""))
        accuracy = numbers.percent(analysis.accuracy)
        # Of which step they are must not go; of which images, the header may say, too.
        spared = ("wrong", "held out", test_loss, analysis.images_title)
        self._facts.show_facts(accuracy, "test accuracy", rows, spared)
        self._matrix.show_counts(analysis.confusion, view.class_names)
        self._place()
        most = self._matrix.most
        word = "mistake" if most == 1 else "mistakes"
        limits = [(0.0, "0"), (1.0, f"{numbers.count(most)} {word}")]
        # Images that cannot be read stand in no cell.
        unreadable = f"{numbers.count(analysis.wrong)} unreadable"
        without = unreadable if analysis.wrong else "no mistakes"
        self._bar.show_limits(limits if most else [(0.0, without)])
        self._on_pointed(self._matrix.cell)

    def _redraw(self) -> None:
        if self._view is not None:
            self._draw(self._view)

    @Slot(object)
    def _on_pointed(self, cell: tuple[int, int] | None) -> None:
        """Say what a cell counts, on a card beside it."""
        if cell is None or self._view is None or self._drawn is None:
            self._card.hide()
            return
        label, prediction = cell
        names = self._view.class_names
        row = self._drawn.confusion[label]
        times = int(row[prediction])
        share = numbers.percent(times / row.sum() if row.any() else None)
        word = "time" if times == 1 else "times"
        place = self._matrix.place_of(cell)
        target = QRect(self._matrix.mapTo(self, place.topLeft()), place.size())
        self._card.show_beside(
            target,
            f"{names[label]} read as {names[prediction]}",
            f"{share} of {numbers.count(int(row.sum()))}",
            f"{numbers.count(times)} {word}",
        )
        self._matrix.setAccessibleDescription(self._card.text)


def _what_is_scored(analysis: Analysis) -> str:
    """``all 10,000``, or, of other images than a test set's, ``all 5,000 held-out …``."""
    words = f"all {numbers.count(analysis.count)}"
    is_usual = analysis.images_title == TEST_IMAGES
    return words if is_usual else f"{words} {analysis.images_title}"
