"""The fields of the transport bar: speed, network, learning rate, batch and data."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.training import PRESETS, PRETRAINED, RunConfig
from mnist_viz.ui.components import (
    BatchField,
    Choice,
    Field,
    RateField,
    SegmentedControl,
    tooltip,
)
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.transport.overflow import Selection

SPEEDS = (("slow", "Slow"), ("watch", "Watch"), ("full", "Full speed"))
_SPEED_HINTS = {
    "slow": "A few steps a second.",
    "watch": "The first steps one by one, then ever faster.",
    "full": "As fast as this computer can.",
}
_HINTS = {
    "Speed": "How fast the steps follow one another.",
    "Network": "Which network trains. Another one starts from new weights, but for the "
    "pretrained one, which reads at once.",
    "Learning rate": "How far each weight moves at a step. Too small learns slowly; "
    "too large overshoots. It holds from the next batch on.",
    "Batch": "Images in a step; “full” takes all. It holds from the next batch on.",
    "Data": "The images that the network learns from and is tested on.",
}
FIELD_KEYS = {
    "speed_control": "Alt+S",
    "preset": "Alt+N",
    "learning_rate": "Alt+L",
    "batch_size": "Alt+B",
    "data": "Alt+D",
}
"""Go to a field, by objectName; see `mnist_viz.ui.keys.control_keys`."""

_PRETRAINED_HINT = "Comes with the program and reads pens at once; it can be trained on."
_RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1")
_BATCHES = ("1", "8", "16", "32", "64", "128", "256", "1024", "full")
_LOWEST_RATE, _HIGHEST_RATE = 1e-5, 1e3
_LARGEST_BATCH = 1_000_000


class TransportSettings(QObject):
    """Makes the fields and keeps them in step with what they show.

    Attributes
    ----------
    speed : SegmentedControl
        And ``speed_list``, a Choice that stands in for it where width lacks.
    preset, data : Choice
    rate : RateField
    batch : BatchField
    fields : dict of str to Field
        All of them with their captions, by objectName, in order.
    speed_chosen : Signal(str)
        The person chose a speed in any of the places that offer it.
    """

    speed_chosen = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.speed = SegmentedControl(SPEEDS, framed=True)
        self.speed.setAccessibleName("Speed")
        self.speed_list = Choice("Speed")
        self.preset = Choice("Network", none_text="Own", opens_first=True)
        self.rate = RateField("Learning rate", _LOWEST_RATE, _HIGHEST_RATE)
        self.batch = BatchField("Batch size", _LARGEST_BATCH)
        self.data = Choice("Data", none_text="None", opens_first=True)
        self.data.set_command("Look at the data…")
        self.fields = {
            "speed_control": Field("Speed", self.speed),
            "speed_list": Field("Speed", self.speed_list, ""),
            "preset": Field("Network", self.preset),
            "learning_rate": Field("Learning rate", self.rate, "Rate"),
            "batch_size": Field("Batch", self.batch),
            "data": Field("Data", self.data),
        }
        for name, field in self.fields.items():
            field.control.setObjectName(name)
            key = FIELD_KEYS.get(name, FIELD_KEYS["speed_control"])
            field.setToolTip(tooltip(field.caption, _HINTS[field.caption], key))
            field.control.setToolTip(field.toolTip())
            field.control.setAccessibleDescription(_HINTS[field.caption])
        self._offer()
        self.show_speed("watch")

    def show_speed(self, speed: str) -> None:
        """Show a speed without a signal."""
        self.speed.choose(speed)
        self.speed_list.choose(speed)

    def show_config(self, config: RunConfig, preset: str | None) -> None:
        """Show a recipe and the preset it comes from, if any, without a signal."""
        self.preset.choose(preset)
        self.rate.show_value(config.learning_rate)
        self.batch.show_value(config.batch_size)

    def set_run_enabled(self, enabled: bool) -> None:
        """Let what concerns a run be set, or not; a network and data always can."""
        for control in (self.speed, self.speed_list, self.rate, self.batch):
            control.setEnabled(enabled)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        for field in self.fields.values():
            field.restyle(theme)
        for control in (self.speed, self.speed_list, self.preset, self.data):
            control.restyle(theme)
        self.rate.restyle(theme)
        self.batch.restyle(theme)

    def set_inline(self, inline: bool) -> None:
        """Put the captions before the controls, or above them."""
        for field in self.fields.values():
            field.set_inline(inline)

    def as_menu(self, dropped: Sequence[QWidget]) -> list[Selection]:
        """Return those of the fields that found no room, as entries of a menu."""
        speed = Selection("Speed", SPEEDS, self.speed.value(), self._take_speed)
        rate, batch = self.rate.text(), str(self.batch.size_value)
        held = next((key for key in _RATES if float(key) == self.rate.value()), None)
        entries = {
            "speed_control": speed,
            "speed_list": speed,
            "preset": _of_choice("Network", self.preset),
            "learning_rate": Selection(f"Learning rate {rate}", _same(_RATES), held, self._rate),
            "batch_size": Selection(f"Batch {batch}", _same(_BATCHES), batch, self._batch),
            "data": _of_choice("Data", self.data),
        }
        return [entries[name] for name, field in self.fields.items() if field in dropped]

    def _offer(self) -> None:
        self.speed_list.show_entries(SPEEDS, list(_SPEED_HINTS.values()))
        for key, hint in _SPEED_HINTS.items():
            self.speed.explain(key, hint, FIELD_KEYS["speed_control"])
        presets = PRESETS.values()
        self.preset.show_entries(
            [*((preset.name, preset.title) for preset in presets), (PRETRAINED, "Pretrained")],
            [*(preset.sentence for preset in presets), _PRETRAINED_HINT],
        )
        self.speed.chosen.connect(self._take_speed)
        self.speed_list.chosen.connect(self._take_speed)

    @Slot(str)
    def _take_speed(self, speed: str) -> None:
        self.show_speed(speed)
        self.speed_chosen.emit(speed)

    def _rate(self, key: str) -> None:
        self.rate.setValue(float(key))

    def _batch(self, key: str) -> None:
        self.batch.setValue(self.batch.valueFromText(key))


def _of_choice(title: str, choice: Choice) -> Selection:
    return Selection(title, choice.entries, choice.value(), choice.pick)


def _same(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]
