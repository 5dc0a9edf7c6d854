"""Keys of a dialog: Alt and a letter of its name go to each control, as its tooltip says."""

from collections.abc import Iterable
from functools import partial
from string import ascii_uppercase

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from mnist_viz.ui.components.field_focus import put_keys_into
from mnist_viz.ui.components.tooltips import name_key, tooltip

KEY = "key"
"""The property of a control that holds its key, for tooltips that are written anew."""


def give_keys(dialog: QWidget, controls: Iterable[QWidget]) -> None:
    """Give each control a key of its own, and name it in its tooltip.

    The key of a button presses it; that of any other control gives it the focus.

    Parameters
    ----------
    dialog : QWidget
        Where the keys work.
    controls : iterable of QWidget
        At most 26, with accessible names or texts.
    """
    free = list(ascii_uppercase)
    for control in controls:
        text = control.text() if isinstance(control, QAbstractButton) else ""
        name = control.accessibleName() or text
        letter = next((one for one in name.upper() if one in free), free[0])
        free.remove(letter)
        keys = f"Alt+{letter}"
        QShortcut(QKeySequence(keys), dialog).activated.connect(partial(_use, control))
        if not control.toolTip():
            control.setToolTip(tooltip(name))
        name_key(control, keys)
        control.setProperty(KEY, keys)


def _use(control: QWidget) -> None:
    if isinstance(control, QAbstractButton):
        control.click()
    else:
        put_keys_into(control)
