"""The text of tooltips."""

from html import escape


def tooltip(title: str, hint: str = "", shortcut: str | None = None) -> str:
    """Return a tooltip as rich text: the name in bold, its key, what it does.

    Parameters
    ----------
    title : str
        What the control is called.
    hint : str
        A sentence or two; Qt breaks the lines.
    shortcut : str, optional
        The key that does the same, as people read it: ``Space``.
    """
    key = f"&nbsp;&nbsp;&nbsp;{escape(shortcut)}" if shortcut else ""
    body = f"<div>{escape(hint)}</div>" if hint else ""
    return f"<div style='white-space: pre'><b>{escape(title)}</b>{key}</div>{body}"
