"""The look of the whole application: style, palette, style sheet and font.

The palette colours everything that Qt draws; the style sheet only adds what a
palette cannot say: corners, outlines and states.
"""

import re
from string import Template

from PySide6.QtCore import QDir, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from mnist_viz.assets import resource
from mnist_viz.ui.components.focus_ring import FocusRing
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import THEME_NAMES, Theme, system_theme, theme

GENERIC_FAMILY = "Sans Serif"
PREFERRED_FAMILIES = ("Inter", "Noto Sans", "Cantarell", "DejaVu Sans")

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "dark": Qt.ColorScheme.Dark,
    "light": Qt.ColorScheme.Light,
    "contrast": Qt.ColorScheme.Dark,
}
_STYLE = "Fusion"
_IS_STYLED, _RING = "_styled", "_focus_ring"
_LENGTH = re.compile(r"\b(\d+)px")

THEME_CHOICES = ("system", *THEME_NAMES)


class ThemeFollower(QObject):
    """Keeps the application in the theme that the person or the desktop asks for.

    Parameters
    ----------
    app : QApplication
        Is styled at once.

    Attributes
    ----------
    theme_changed : Signal(object)
        The application has another look; the Theme. Widgets that paint themselves
        are to be restyled.
    """

    theme_changed = Signal(object)  # Theme

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        self._theme = _desktop_theme(app)
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self.refresh)
        hints.accessibility().contrastPreferenceChanged.connect(self.refresh)
        apply_theme(app, self._theme)

    @property
    def theme(self) -> Theme:
        """The theme that holds."""
        return self._theme

    @property
    def choice(self) -> str:
        """One of `THEME_CHOICES`."""
        return self._choice

    def choose(self, name: str) -> None:
        """Follow the desktop (``system``) or hold one theme.

        Raises
        ------
        ValueError
            If the name is none of `THEME_CHOICES`.
        """
        if name not in THEME_CHOICES:
            raise ValueError(f"A theme is one of {', '.join(THEME_CHOICES)}, not {name!r}.")
        if name == self._choice:
            return
        self._choice = name
        # The title bar, which the desktop draws, goes with the window.
        self._app.styleHints().setColorScheme(_SCHEMES[name])
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Style the application again, as after a change of the person's font."""
        system = self._choice == "system"
        self._theme = _desktop_theme(self._app) if system else theme(self._choice)
        apply_theme(self._app, self._theme)
        self.theme_changed.emit(self._theme)


def styled_application(name: str) -> QApplication:
    """Make the application in the style that themes are made for.

    Told in its arguments, the style needs no Python object, whose class has 500 names.
    """
    app = QApplication([name, "-style", _STYLE])
    app.setProperty(_IS_STYLED, True)
    return app


def apply_theme(app: QApplication, look: Theme) -> None:
    """Give the application and all that it shows a theme's look.

    To be called again when the theme or the person's font changes. Widgets that
    paint themselves have a ``restyle(theme)`` of their own.
    """
    if app.property("_themed") is None:
        app.setProperty("_themed", True)
        QDir.addSearchPath("mnist-viz-fields", str(resource("icons/fields")))
        if app.property(_IS_STYLED) is None:
            app.setStyle(_STYLE)
        app.setFont(preferred_font(app.font()))
    app.setPalette(look.palette)
    app.setStyleSheet(style_sheet(look))
    QToolTip.setFont(font("body"))
    _focus_ring(app).restyle(look)


def _desktop_theme(app: QApplication) -> Theme:
    """Return the desktop's theme, seen past the palette that we set ourselves."""
    app.setPalette(QPalette())
    return system_theme()


def style_sheet(look: Theme) -> str:
    """Return the style sheet in a theme's colours, at the size of the person's font."""
    text = Template(resource("style.qss").read_text(encoding="utf-8")).substitute(
        look.tokens,
        name=look.name,
        accent_hover=_toward(look, "accent", "text"),
        accent_pressed=_toward(look, "accent", "window"),
        past_hover=_toward(look, "past", "text"),
        menu_line=_toward(look, "border", "edge"),
    )
    return _LENGTH.sub(lambda found: f"{max(1, scaled(int(found[1])))}px", text)


def preferred_font(usual: QFont) -> QFont:
    """Return a font; if the desktop names none, the best of the usual families."""
    if usual.family() != GENERIC_FAMILY:
        return usual
    for family in PREFERRED_FAMILIES:
        if QFontDatabase.hasFamily(family):
            chosen = QFont(usual)
            chosen.setFamily(family)
            return chosen
    return usual


def _focus_ring(app: QApplication) -> FocusRing:
    ring = app.property(_RING)
    if not isinstance(ring, FocusRing):
        ring = FocusRing(app)
        app.setProperty(_RING, ring)
    return ring


def _toward(look: Theme, token: str, other: str) -> str:
    """Return a colour moved a little toward another."""
    color, aim = look.color(token), look.color(other)
    mixed = [
        round(0.86 * own + 0.14 * far)
        for own, far in zip(color.getRgb()[:3], aim.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return QColor(*mixed).name()
