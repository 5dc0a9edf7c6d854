"""A dialog that is wanted late is made once, in the theme of the moment."""

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mnist_viz.ui.late_dialog import LateDialog
from mnist_viz.ui.look.theme import Theme, theme


class Styled(QDialog):
    """Notes the themes that it takes on."""

    def __init__(self) -> None:
        super().__init__()
        self.themes: list[str] = []

    def restyle(self, look: Theme, /) -> None:
        self.themes.append(look.name)


def test_it_is_made_once_and_follows_the_theme(qtbot: QtBot) -> None:
    made: list[Styled] = []

    def make() -> Styled:
        made.append(Styled())
        qtbot.addWidget(made[-1])
        return made[-1]

    late = LateDialog(make)
    late.restyle(theme("light"))
    late.close()
    assert late.made is None
    assert made == []
    late.show()
    late.show()
    assert made == [late.dialog]
    assert late.dialog.isVisible()
    late.restyle(theme("dark"))
    assert late.dialog.themes == ["light", "dark"]
    late.close()
    assert not late.dialog.isVisible()
