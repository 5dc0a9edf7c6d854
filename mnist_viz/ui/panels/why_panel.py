"""Why the drawing is read as it is: the evidence, what would change it, and how it is fed."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from mnist_viz.training import View
from mnist_viz.ui.components import EmptyState, SegmentedControl, Toggle
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.drawing.ink import Sheet
from mnist_viz.ui.drawing.score_strip import ScoreStrip
from mnist_viz.ui.look.spacing import PADDING, UNIT, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.panel import show_subtitle
from mnist_viz.ui.table import Table, table_of_pixels

if TYPE_CHECKING:
    from mnist_viz.ui.why.change_view import ChangeView
    from mnist_viz.ui.why.evidence_view import EvidenceView
    from mnist_viz.ui.why.steps_view import StepsView

    WhyPart = EvidenceView | ChangeView | StepsView | ScoreStrip
    _Made = TypeVar("_Made", EvidenceView, ChangeView, StepsView)

EVIDENCE, CHANGE, STEPS, COURSE = "evidence", "change", "steps", "course"
_SUBTITLES = {
    EVIDENCE: "which pixels speak for it",
    CHANGE: "what would make it another digit",
    STEPS: "how the drawing reaches the network",
    COURSE: "how it was read while training",
}
_HINTS = {
    EVIDENCE: "What each pixel adds to the digit that is read, and to its lead over the next.",
    CHANGE: "The smallest change of the drawing with which it would be read as another digit.",
    COURSE: "The scores that the network of each recorded step gives to this very drawing.",
    STEPS: "From your ink to the 28 × 28 pixels that the network sees.",
}


class WhyPanel(QWidget):
    """Four ways to look into the reading of the drawing, one at a time.

    Attributes
    ----------
    raw_chosen : Signal(bool)
        The network is to see the drawing as it lies, or fitted and centred.
    heading_changed : Signal
        `subtitle` has.
    """

    title: ClassVar[str] = "Why"
    follows_drawing: ClassVar[bool] = True

    raw_chosen = Signal(bool)
    heading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("why_panel")
        self.subtitle = _SUBTITLES[EVIDENCE]
        self._view: View | None = None
        self._sheet, self._is_raw = Sheet(), False
        self.strip = ScoreStrip(self)
        self._parts: dict[str, WhyPart] = {COURSE: self.strip}
        self._empty = EmptyState("No drawing yet", "Draw a digit, or press 0–9.", self)
        self._kinds = SegmentedControl(
            [(EVIDENCE, "Evidence"), (CHANGE, "What if"), (STEPS, "Steps"), (COURSE, "Course")]
        )
        self._kinds.setObjectName("why_kind")
        for kind, hint in _HINTS.items():
            self._kinds.explain(kind, hint)
        self._kinds.chosen.connect(self._draw)
        self.setFocusProxy(self._kinds.findChildren(QToolButton)[0])
        self._raw = Toggle("raw", "Feed the drawing as it lies: neither fitted nor centred.")
        # It bears no name, which would have it remembered: who starts anew is not to wonder.
        self._raw.setProperty("minor", True)
        self._raw.toggled.connect(self.raw_chosen)
        self.restyle(system_theme())

    @property
    def evidence(self) -> "EvidenceView":
        """Like the other parts made when it is first looked at, so that the start is quick."""
        from mnist_viz.ui.why.evidence_view import (  # noqa: PLC0415 - not at every start
            EvidenceView,
        )

        return self._part(EVIDENCE, EvidenceView)

    @property
    def change(self) -> "ChangeView":
        from mnist_viz.ui.why.change_view import ChangeView  # noqa: PLC0415 - not at every start

        return self._part(CHANGE, ChangeView)

    @property
    def steps(self) -> "StepsView":
        from mnist_viz.ui.why.steps_view import StepsView  # noqa: PLC0415 - not at every start

        return self._part(STEPS, StepsView)

    @property
    def kind(self) -> str:
        """Which of the four is looked at."""
        return self._kinds.value()

    def choose(self, kind: str) -> None:
        """Look at another of the four."""
        self._kinds.choose(kind)
        self._draw()

    def header_controls(self) -> list[QWidget]:
        """Return the switch to the raw picture, and the choice of what is looked at."""
        return [self._raw, self._kinds]

    def as_table(self) -> Table | None:
        """Return the numbers of what is looked at: by pixel, or by step."""
        view = self._view
        if self.kind == STEPS:  # which lead to the pixels that the network sees
            seen = self._sheet.raw if self._is_raw else self._sheet.picture
            return None if seen is None else table_of_pixels({"pixel": seen})
        if view is None or view.drawing is None:
            return None
        if self.kind == COURSE:
            return self.strip.as_table()
        if self.kind == CHANGE:
            return self.change.as_table()
        return self.evidence.as_table(view)

    def show_view(self, view: View) -> None:
        """Draw a view; a hidden panel does nothing."""
        self._view = view
        self._draw()

    def show_sheet(self, sheet: Sheet, *, raw: bool) -> None:
        """Take note of what is on the pad, and of how it is fed to the network."""
        self._sheet, self._is_raw = sheet, raw
        self._raw.blockSignals(True)
        self._raw.setChecked(raw)
        self._raw.blockSignals(False)
        if self.kind == STEPS:
            self._draw()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        for part in (*self._parts.values(), self._empty, self._kinds, self._raw):
            part.restyle(theme)
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(scaled(700), scaled(216))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in (*self._parts.values(), self._empty):
            part.setGeometry(self._room)
        self._draw()

    @property
    def _room(self) -> QRect:
        margin = scaled(PADDING)
        return self.rect().adjusted(margin, scaled(UNIT), -margin, -margin)

    def _part(self, kind: str, make: "type[_Made]") -> "_Made":
        part = self._parts.get(kind)
        if part is None:
            part = self._parts[kind] = make(self)
            part.restyle(self._theme)
            part.setGeometry(self._room)
            part.hide()
        assert isinstance(part, make)
        return part

    @Slot()
    def _draw(self) -> None:
        show_subtitle(self, _SUBTITLES[self.kind])
        view = self._view
        if view is None or not is_in_sight(self) or self.size().isEmpty():
            return
        part: WhyPart
        if self.kind == STEPS:
            part, there = self.steps, not self._sheet.is_empty
            if there:
                self.steps.show_sheet(self._sheet, raw=self._is_raw)
        elif self.kind == COURSE:
            part, there = self.strip, view.drawing is not None
        else:
            part = looked_at = self.evidence if self.kind == EVIDENCE else self.change
            there = looked_at.show_view(view)
        for other in self._parts.values():
            other.setVisible(there and other is part)
        self._empty.setVisible(not there)
