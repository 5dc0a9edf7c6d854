"""Each term that the window shows has a card: whatever is painted or written is looked up."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.training import RunConfig, Selection
from mnist_viz.ui.main_window import MainWindow
from tests.ui.cards.words import find_card
from tests.ui.window_runs import begin

SIZE = 2600, 1900
"""Large enough that nothing is left out or cut short."""

CONFIG = RunConfig(
    batch_size=32, optimizer="adam", weight_decay=0.01, learning_rate=0.01, dropout=0.1
)
MOST_WORDS = 6
"""In a caption; what has more is a sentence."""

PLAIN = frozenset(
    {
        *("Add layer", "Close", "Copy as command", "Copy details", "Go on with it", "Make it"),
        *("Next step", "Play", "Train again", "Train this network", "Press Space to train"),
        *("Draw a digit", "Drawing", "The drawing", "What it computes for", "For", "then"),
        *("No drawing yet", "No gradients yet", "No network yet", "No scores yet", "No steps yet"),
        *("Too little room", "Learning", "Start and data", "Tiny", "a", "an", "all", "of all"),
        *("as of step", "first row", "read left to right", "of", "of right"),
        "gradient for each parameter",
    }
)
"""What stands on the screen and is no term: actions, ordinary words, names of images."""


@pytest.fixture
def speed() -> str:
    return "full"


def painted(monkeypatch: pytest.MonkeyPatch, widget: QWidget) -> set[str]:
    """Return all that a widget paints as text."""
    seen: set[str] = set()
    draw = QPainter.drawText

    def spy(painter: QPainter, *given: object) -> object:
        seen.update(one for one in given if isinstance(one, str))
        return draw(painter, *given)  # type: ignore[call-overload]

    with monkeypatch.context() as patched:
        patched.setattr(QPainter, "drawText", spy)
        widget.grab()
    return seen


@pytest.fixture
def window(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    window.resize(*SIZE)
    begin(window, qtbot, CONFIG, 2)
    window.pad_images.borrow(7)
    return window


def look_at_all(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Bring every panel to the front once, up to date; return all texts there are."""
    texts = written(window)
    for dock in window.docks:
        dock.show()
        dock.raise_()
        qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())  # noqa: B023 - waited for here
        view = window.display.view
        assert view is not None
        dock.panel.show_view(view)
        texts |= painted(monkeypatch, dock)
    return texts | painted(monkeypatch, window) | written(window)


def written(window: MainWindow) -> set[str]:
    """Return the texts of labels, buttons and lists."""
    found = {one.text() for one in window.findChildren(QLabel)}
    found |= {one.text() for one in window.findChildren(QAbstractButton)}
    for choice in window.findChildren(QComboBox):
        found |= {choice.itemText(row) for row in range(choice.count())}
    return found


def captions(text: str) -> list[str]:
    """Return the words and phrases of a text that is no sentence, without numbers."""
    if "<" in text:
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    text = text.replace("\xa0", " ").replace("\u2060", "").strip()
    if text.endswith((".", "…", "?", ":")):
        return []
    found = []
    for piece in re.split(r"[,;:|\n→]|\s\(| · |\s{2,}|\u2003", text):
        bare = re.sub(r"[±−+≤»«=…%/×]*(?<![^\W\d_])\d[\d.,/e−]*", " ", f" {piece} ")
        bare = " ".join(bare.split()).strip(" =±−+≤»«–…/×")
        bare = re.sub(r"^[a-zŝα-ω][̂′]?(·[a-z])? (?=[a-z]{4})", "", bare)  # the symbol of a term
        bare = bare if "(" in bare else bare.rstrip(")")
        if re.search(r"[^\W\d_]", bare) and len(bare.split()) <= MOST_WORDS:
            found.append(bare.removesuffix(" of").strip())
    return found


def has_card(phrase: str) -> bool:
    """Tell whether a phrase is a term, or several: ``tanh of z``, ``ReLU(z)``."""
    parts = [part for part in re.split(r" of |[()]", phrase) if part]
    return find_card(phrase) is not None or all(find_card(part) is not None for part in parts)


def test_each_term_on_the_screen_has_a_card(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.builder.dialog.show_config(CONFIG, None)
    for late in (window.runs.dialog, window.why_panel.change):
        late.hide()  # made, like the builder, once it is wanted
    texts = look_at_all(window, qtbot, monkeypatch)
    window.inspector.open(Selection(1, 3))
    QTest.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: window.stepper.is_open)
    for phase in range(4):
        window.stepper.go_to(phase)
        texts |= look_at_all(window, qtbot, monkeypatch)
    phrases = {phrase for text in texts for phrase in captions(text)}
    # The scan sees painted captions, labels, formulas and lists.
    assert {
        "slope at z",
        "update ratio",
        "∂L/∂a from behind",
        "leaky ReLU",
        "old weight",
    } <= phrases
    without = {phrase for phrase in phrases if not has_card(phrase)}
    assert without - PLAIN == set()
    assert PLAIN - phrases == set(), "these stand nowhere"
    assert len(phrases - PLAIN) > 100
