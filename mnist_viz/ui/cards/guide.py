"""F1: what is this? Opens the card of what the person is at, and keeps its numbers fresh.

The cards are read when one is first asked for: the window opens without them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import ReferenceType, ref

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QCursor, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWhatsThis, QWidget

from mnist_viz.session import Session
from mnist_viz.training import StepPhases, View
from mnist_viz.ui.cards.marks import explain_places
from mnist_viz.ui.display.live_display import LiveDisplay
from mnist_viz.ui.late_dialog import LateDialog
from mnist_viz.ui.look.theme import Theme

if TYPE_CHECKING:
    from mnist_viz.ui.cards.glossary_window import GlossaryWindow


class Guide(QObject):
    """Joins glossary, window and session; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    display : LiveDisplay
    window : QWidget
        Gets the key F1, and its parts their cards.
    docks : sequence of QWidget
        Get theirs, too: they come into the window when it is shown.
    """

    def __init__(
        self,
        session: Session,
        display: LiveDisplay,
        window: QWidget,
        docks: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(window)
        self._session = session
        self._display = display
        # Of a large network, 50 MB: they stay as long as the step is told, or read in the glossary.
        self._phases: ReferenceType[StepPhases] | None = None
        self._window = window
        self._late = LateDialog(self._make)
        self._rests_at = QCursor.pos()
        app = QApplication.instance()
        assert isinstance(app, QApplication), "a window has an application"
        app.focusChanged.connect(self._on_focus_changed)
        session.past.dissected.connect(self._on_dissected)
        for part in (window, *docks):
            explain_places(part)
        everywhere = Qt.ShortcutContext.ApplicationShortcut
        QShortcut(QKeySequence("F1"), window, context=everywhere).activated.connect(self.open)

    @property
    def glossary(self) -> "GlossaryWindow":
        """The glossary."""
        return self._late.dialog

    @Slot()
    def open(self) -> None:
        """Show the card of what has the focus or is pointed at; else the glossary."""
        key = self.key_at_hand()
        if key is None:
            self.open_glossary()
        else:
            self.show_card(key)

    @Slot()
    def close(self) -> None:
        """Close the glossary, as with the window."""
        self._late.close()

    @Slot()
    def ask(self) -> None:
        """Let the next click ask what something is."""
        from mnist_viz.ui.cards.finding import write_whats_this  # noqa: PLC0415 - late, see above

        write_whats_this(self._window)
        QWhatsThis.enterWhatsThisMode()

    @Slot()
    def open_first(self) -> None:
        """Show what to read first: what the network is made of."""
        self.show_card("network")

    @Slot()
    def open_glossary(self) -> None:
        """Show the glossary: what to read first, or where it was left."""
        self.show_card(self.glossary.card.key)

    def show_card(self, key: str) -> None:
        """Show a card."""
        glossary, view = self.glossary, self._display.view
        if view is not None:
            glossary.show_moment(view, self._known_phases())
        glossary.show_card(key)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._late.restyle(theme)

    def key_at_hand(self) -> str | None:
        """Return the key of the card of what the person is at, if it has one.

        Who has moved the mouse since the focus last changed means what is under it, anybody
        else what has the focus.
        """
        from mnist_viz.ui.cards.finding import card_of  # noqa: PLC0415 - late, see above

        at = QCursor.pos()
        of_focused = card_of(QApplication.focusWidget())
        of_pointed = card_of(QApplication.widgetAt(at), at)
        has_moved = at != self._rests_at
        card = of_pointed or of_focused if has_moved else of_focused or of_pointed
        return None if card is None else card.key

    def _make(self) -> "GlossaryWindow":
        from mnist_viz.ui.cards.glossary_window import (  # noqa: PLC0415 - late, see above
            GlossaryWindow,
        )

        glossary = GlossaryWindow(self._window)
        glossary.phases_wanted.connect(self._take_apart)
        self._display.view_changed.connect(self._on_view_changed)
        return glossary

    def _known_phases(self) -> StepPhases | None:
        return None if self._phases is None else self._phases()

    @Slot()
    def _on_focus_changed(self) -> None:
        self._rests_at = QCursor.pos()

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        made = self._late.made
        if made is not None and made.isVisible():
            made.show_moment(view, self._known_phases())

    @Slot()
    def _take_apart(self) -> None:
        """Have the shown step taken apart, if the worker is at leisure."""
        session, view = self._session, self._display.view
        if view is None or session.training or session.past.replaying is not None:
            return
        if session.tree.runs and view.frame.run_id == session.tree.current.id:
            session.past.dissect(session.tree.current, view.frame.step)

    @Slot(object)
    def _on_dissected(self, phases: StepPhases) -> None:
        self._phases = ref(phases)
        if self._display.view is not None:
            self._on_view_changed(self._display.view)
