"""Single keys that work wherever the focused widget has no use for them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

KEY_GROUPS = (
    (
        "Training",
        (
            ("Space", "play or pause"),
            ("←", "the recorded step before"),
            ("→", "one step of training; in the past, the next recorded step"),
            (
                "P",
                "one step in four phases: ← → phases, ↑ ↓ images, comma and full stop weights, "
                "Esc ends",
            ),
            ("Home, End", "the first step, the newest"),
            ("V, Shift+V", "replay what was recorded, or stop; again and again, or once"),
            ("G", "go on from the shown past step, as a new run"),
            ("R", "reset: the same initial weights"),
            ("Shift+R", "new weights"),
            ("B", "network builder: every setting of a run"),
            ("D", "look at the data: samples, counts, and what part to train on"),
            ("Alt+S, Alt+N", "go to the speed, to the network"),
            ("Alt+L, Alt+B, Alt+D", "go to the learning rate, the batch, the data"),
            ("Ctrl+R", "the runs of the session: compare them, go on with one"),
        ),
    ),
    (
        "Looking inside",
        (
            ("N", "all of the chosen unit, its sum term by term; again, or Esc, to close"),
            ("Alt+←, Alt+→", "the unit that was open before; forward again"),
            (
                "W",
                "the network's diagram; arrows go from unit to unit, comma and full stop "
                "from connection to connection, Enter opens one",
            ),
            ("Y", "why the drawing is read as it is"),
            ("+, −", "in a chart: see fewer steps, more; Esc all; ← → read a step"),
            ("L", "in Loss: logarithmic axis, or not"),
        ),
    ),
    (
        "Drawing",
        (
            ("0 – 9", "borrow a test digit; again for another"),
            ("Shift+0 – Shift+9", "see a digit written, stroke by stroke"),
            ("C", "clear the drawing"),
            ("T, then a digit", "say what you drew, and teach it to the network"),
            ("E", "eraser, or pen again"),
            ("Right-drag", "erase"),
            ("X, then arrows", "draw by keyboard: X or Enter for pen down and up, Esc ends"),
            ("Ctrl+Z, Ctrl+Shift+Z", "undo, redo in the drawing"),
            ("Ctrl+V, Ctrl+Shift+O", "paste, open a picture of a digit"),
            ("Ctrl+C", "copy the drawing; in a neuron, or the phases of a step, all of its text"),
            ("Delete", "in My digits: let the selected drawings go"),
        ),
    ),
    (
        "Window",
        (
            ("Ctrl+S, Ctrl+Shift+S", "save the session, under another name"),
            ("Ctrl+O", "open any file"),
            ("Ctrl+1 – Ctrl+9", "go to a panel: drawing, filters, activations and so on"),
            ("Ctrl+Shift+← → ↑ ↓", "move the panel that has the focus past its neighbour"),
            ("F6, Shift+F6", "over the panel with the focus: the next switch, the one before"),
            ("F10", "the menu of the panel with the focus"),
            ("Alt+M, Alt+A", "open the menu on top; go to the buttons of a message"),
            ("Tab, Shift+Tab", "the next control, the one before"),
            ("F11, Esc", "present: whole screen, larger text, chosen panels; end it"),
            ("Shift+F11", "full screen"),
            ("F1", "what is this? The card of what has the focus or is pointed at; the glossary"),
            ("Shift+F1", "what is this? Of the next thing that is clicked"),
            ("?", "this list"),
            ("Ctrl+Q", "quit"),
        ),
    ),
)
"""What `?` shows: keys and what they do, by what they are for."""

_SINGLE = {
    Qt.Key.Key_Space: "toggle",
    Qt.Key.Key_Left: "back",
    Qt.Key.Key_Right: "step",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "live",
    Qt.Key.Key_R: "reset",
    Qt.Key.Key_B: "builder",
    Qt.Key.Key_P: "phases",
    Qt.Key.Key_D: "preview",
    Qt.Key.Key_N: "neuron",
    Qt.Key.Key_W: "network",
    Qt.Key.Key_Y: "why",
    Qt.Key.Key_C: "clear",
    Qt.Key.Key_T: "teach",
    Qt.Key.Key_X: "draw",
    Qt.Key.Key_E: "tool",
    Qt.Key.Key_V: "replay",
    Qt.Key.Key_G: "go_on",
    Qt.Key.Key_Escape: "leave",
    Qt.Key.Key_Question: "help",
}

_SHIFTED = {Qt.Key.Key_R: "new_weights", Qt.Key.Key_V: "loop"}


def command_of(event: QKeyEvent) -> str | None:
    """Return the command that a key press means, or None.

    ``borrow 7`` for the key 7; else one of ``toggle``, ``step``, ``back``, ``first``,
    ``live``, ``reset``, ``new_weights``, ``builder``, ``phases``, ``preview``, ``neuron``,
    ``network``, ``why``, ``clear``, ``teach``, ``draw``, ``tool``, ``replay``,
    ``loop``, ``go_on``, ``help``, ``leave``.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    shift = modifiers == Qt.KeyboardModifier.ShiftModifier
    if shift and key in _SHIFTED:
        return _SHIFTED[key]
    if modifiers and not (shift and key == Qt.Key.Key_Question):
        return None
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return f"borrow {key - Qt.Key.Key_0}"
    return _SINGLE.get(key)
