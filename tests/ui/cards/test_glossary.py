"""Every term on the screen has a card, and every card is complete."""

import dataclasses
from collections.abc import Collection, Iterator

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from mnist_viz.training import AUGMENTATIONS, PRESETS, RunConfig
from mnist_viz.ui.builder.dialog import NetworkBuilder
from mnist_viz.ui.builder.settings import GROUPS
from mnist_viz.ui.cards.finding import card_of
from mnist_viz.ui.cards.glossary import CARDS, FIRST_CARDS, SUBJECTS
from mnist_viz.ui.cards.live.registry import LIVE, NEEDS_PHASES
from mnist_viz.ui.cards.marks import PLACES
from mnist_viz.ui.components import Choice, Field
from mnist_viz.ui.panels.loss_panel import LossPanel
from mnist_viz.ui.panels.scores_panel import ScoresPanel
from mnist_viz.ui.tables import health_columns
from tests.samples import sample_view
from tests.ui.cards.words import card_for_field, find_card

VALUES: dict[str, Collection[str]] = {
    "activation": ACTIVATIONS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "init": INITIALIZERS,
    "schedule": SCHEDULES,
    "augmentation": AUGMENTATIONS,
}


@pytest.mark.parametrize("field", VALUES)
def test_every_value_of_a_setting_has_a_card_of_its_own(field: str) -> None:
    for value in VALUES[field]:
        card = card_for_field(field, value)
        assert card.key == f"{field}.{value}"
        assert card.formula
        assert card.use
        assert card.source
        assert card.key in LIVE


def test_every_setting_of_a_run_has_a_card() -> None:
    for field in dataclasses.fields(RunConfig):
        assert card_for_field(field.name).sentence


def test_every_card_is_complete_and_leads_only_to_cards() -> None:
    keys = [card.key for _, cards in SUBJECTS for card in cards]
    assert len(keys) == len(set(keys)) == len(CARDS)
    for card in CARDS.values():
        assert card.sentence.endswith((".", "!"))
        assert card.title
        assert card.key not in card.related
        assert set(card.related) <= set(CARDS), card.key
        assert card.related, f"{card.key} leads nowhere"
        assert len(card.sentence) <= 160, f"{card.key} says too much in a sentence"
        for text in (card.more, card.use, card.letters, card.source):
            assert not text or text.endswith("."), card.key
    assert set(LIVE) | set(PLACES.values()) | set(FIRST_CARDS) | NEEDS_PHASES <= set(CARDS)


def test_a_card_can_be_reached_from_others() -> None:
    """Only by links, from what one reads first."""
    reached, queue = set(FIRST_CARDS), list(FIRST_CARDS)
    while queue:
        for key in CARDS[queue.pop()].related:
            if key not in reached:
                reached.add(key)
                queue.append(key)
    of_places = {
        "probe",
        "ink",
        "speed",
        "batch_accuracy",
        "preset",
        *(f"{field}.{value}" for field, values in VALUES.items() for value in values),
    }
    assert set(CARDS) - reached <= of_places | {f.name for f in dataclasses.fields(RunConfig)}


@pytest.mark.parametrize(
    "word",
    [
        *("softmax", "cross-entropy", "ReLU", "tanh", "sigmoid", "weights and biases"),
        *("gradient descent", "epoch", "batch", "step", "gradient", "backpropagation"),
        *("learning rate", "forward pass", "activation", "filter", "logit", "score"),
        *("test accuracy", "batch accuracy", "dead unit", "update ratio", "confusion matrix"),
    ],
)
def test_the_words_of_the_teaching_texts_are_there_from_the_first_run(word: str) -> None:
    card = find_card(word)
    assert card is not None
    assert card.formula


def test_each_word_in_the_builder_has_a_card() -> None:
    for _, settings in GROUPS:
        for setting in settings:
            assert find_card(setting.caption) is not None, setting.caption
            for _, title in setting.choices:
                assert find_card(title) is not None, title
    for word in ("Start from", "Hidden layers", "units", "Layer 1"):
        assert find_card(word) is not None


def test_each_word_of_the_panels_has_a_card(qtbot: QtBot) -> None:
    loss, scores = LossPanel(), ScoresPanel()
    words = [health_columns.GRADIENT, health_columns.UPDATE, *health_columns.HEADINGS]
    for panel in (loss, scores):
        qtbot.addWidget(panel)
        panel.resize(400, 300)
        panel.show()
        panel.show_view(sample_view())
    words += [entry.name for entry in loss._legend.entries if entry.name]
    words += [scores._facts._caption, *(name for name, _ in scores.displayed.rows)]
    for word in words:
        assert find_card(word) is not None, word


def controls(window: QWidget) -> Iterator[QWidget]:
    kinds = (Choice, QAbstractSpinBox, QLineEdit)
    for widget in window.findChildren(QWidget):
        if isinstance(widget, kinds):
            yield widget


def test_every_control_of_the_builder_leads_to_its_card(qtbot: QtBot) -> None:
    builder = NetworkBuilder()
    qtbot.addWidget(builder)
    for preset in PRESETS:
        builder._take_preset(preset)
        for control in controls(builder):
            assert card_of(control) is not None, control.accessibleName()
    choices = {name: c for group in builder._groups.values() for name, c in group.choices.items()}
    numbers = {name: n for group in builder._groups.values() for name, n in group.numbers.items()}
    for name, choice in choices.items():
        for value in VALUES[name]:
            choice.choose(value)
            card = card_of(choice)
            assert card is not None
            assert card.key == f"{name}.{value}"
    for name, line in numbers.items():
        assert card_of(line) is card_for_field(name)
    row = builder._layers._rows[0]
    row._activation.choose("gelu")
    card = card_of(row._activation)
    assert card is not None
    assert card.key == "activation.gelu"


def test_captions_of_fields_are_words_of_cards(qtbot: QtBot) -> None:
    for caption in ("Speed", "Network", "Learning rate", "Batch", "Data"):
        field = Field(caption, QWidget())
        qtbot.addWidget(field)
        assert find_card(field.caption) is not None
