"""The buttons of the transport bar."""

from PySide6.QtWidgets import QToolButton

from mnist_viz.ui.components import IconButton, PushButton, tooltip
from mnist_viz.ui.components.tooltips import BAR_MENU_KEY
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme

_PLAY_WIDTH, _PLAY_HEIGHT = 92, 32


class TransportButtons:
    """Makes the buttons; what they ask for is the bar's business.

    Attributes
    ----------
    reset, new_weights, back, step, phases, about, builder, help, more : IconButton
    play : PushButton
        The primary button; also pauses.
    """

    def __init__(self) -> None:
        self.reset = IconButton("reset", "Reset", "Start again from the same weights.", "R")
        self.new_weights = IconButton(
            "new_weights", "New weights", "Start again from other random weights.", "Shift+R"
        )
        self.play = PushButton("Play", "play", "primary")
        self.play.reserve("Play", "Pause")
        self.back = IconButton("step_back", "Back", "Show the recorded step before.", "←")
        self.step = IconButton("step", "Step", "Train on one batch.", "→")
        self.phases = IconButton(
            "phases", "One step in four phases", "Forward, loss, backward, update: slowly.", "P"
        )
        self.builder = IconButton(
            "builder", "Network builder", "Layers, optimizer, and every other setting.", "B"
        )
        self.about = IconButton(
            "info", "About this network", "Weights, softmax, cross-entropy: begin here.", "F1"
        )
        self.about.set_small()
        self.help = IconButton("help", "Glossary", "What every word means; ? lists the keys.", "F1")
        self.more = IconButton("menu", "More", "Files, panels, themes.", BAR_MENU_KEY)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._named = {
            "reset_button": self.reset,
            "new_weights_button": self.new_weights,
            "back_button": self.back,
            "step_button": self.step,
            "phases_button": self.phases,
            "about_button": self.about,
            "builder_button": self.builder,
            "help_button": self.help,
            "menu_button": self.more,
        }
        for name, button in self._named.items():
            button.setObjectName(name)
        self.play.setObjectName("play_button")
        self.show_training(False)

    @property
    def icon_buttons(self) -> list[IconButton]:
        """All but the primary button, from left to right."""
        return list(self._named.values())

    def show_training(self, training: bool) -> None:
        """Offer to pause while the network trains, and to play while it does not."""
        text, name = ("Pause", "pause") if training else ("Play", "play")
        hint = "Stop after this step." if training else "Train the network."
        self.play.show_as(text, name, "primary")
        self.play.setAccessibleName(text)
        self.play.setAccessibleDescription(hint)
        self.play.setToolTip(tooltip(text, hint, "Space"))

    def set_run_enabled(self, enabled: bool) -> None:
        """Let a run be started, stepped and begun anew, or not."""
        for button in (
            self.play,
            self.back,
            self.step,
            self.phases,
            self.reset,
            self.new_weights,
        ):
            button.setEnabled(enabled)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        for button in self._named.values():
            button.restyle(theme)
        self.play.restyle(theme)
        width = max(scaled(_PLAY_WIDTH), self.play.sizeHint().width())
        self.play.setFixedSize(width, scaled(_PLAY_HEIGHT))
