"""The text of tooltips."""

from html import escape

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QToolTip, QWidget

from mnist_viz.ui.look.spacing import scaled

HEADER_KEY, MENU_KEY, MESSAGE_KEY, BAR_MENU_KEY = "F6", "F10", "Alt+A", "Alt+M"
"""Go to a panel's switches, open its menu, go to a message's buttons, open the menu on top."""

_WIDEST = 300
_MORE = "<tr><td colspan='2'><i>F1 more</i></td></tr>"
_END = "</table>"
_KEY = "<td align='right'>&nbsp;&nbsp;{}</td>"
_TITLE_END = "</b></td>"


def tooltip(title: str, hint: str = "", shortcut: str | None = None) -> str:
    """Return a tooltip as rich text: the name in bold, its key, what it does.

    Parameters
    ----------
    title : str
        What the control is called.
    hint : str
        A sentence or two; lines are broken where they get long.
    shortcut : str, optional
        The key that does the same, as people read it: ``Space``.
    """
    key = _KEY.format(escape(shortcut)) if shortcut else ""
    head = f"<tr><td style='white-space: pre'><b>{escape(title)}</b></td>{key}</tr>"
    body = f"<tr><td colspan='2'>{escape(hint)}</td></tr>" if hint else ""
    # Left to itself, Qt breaks lines so that the tooltip becomes a square.
    natural = QFontMetrics(QToolTip.font()).horizontalAdvance(hint) + scaled(4)
    width = f" width='{min(natural, scaled(_WIDEST))}'" if hint else ""
    return f"<table cellspacing='0' cellpadding='0'{width}>{head}{body}{_END}"


def with_more(text: str) -> str:
    """Return a tooltip that also says that F1 tells more.

    Parameters
    ----------
    text : str
        A tooltip, of `tooltip` or plain.
    """
    if _MORE in text:
        return text
    rich = text if text.endswith(_END) else tooltip(text)
    return f"{rich.removesuffix(_END)}{_MORE}{_END}"


def name_key(control: QWidget, key: str) -> None:
    """Let the tooltips of a control and of its buttons name a key, unless they name their own.

    Parameters
    ----------
    control : QWidget
    key : str
        As people read it: ``F6``.
    """
    named = _TITLE_END + _KEY.format(escape(key))
    for widget in (control, *control.findChildren(QAbstractButton)):
        text = widget.toolTip()
        if not text.endswith(_END):
            if text:
                widget.setToolTip(tooltip(text, shortcut=key))
        elif f"{_TITLE_END}<td" not in text:
            widget.setToolTip(text.replace(_TITLE_END, named, 1))
