import pytest

from mnist_viz.nn import GradientDescent
from mnist_viz.training import DEFAULT_PRESET, PRESETS, Trainer, train
from tests.training.tiny import tiny_data


@pytest.mark.parametrize(
    ("name", "network"),
    [
        ("intro", "784 → 64 sigmoid → 10 softmax"),
        ("two-layer", "784 → 10 ReLU → 10 softmax"),
        ("three-layer", "784 → 64 tanh → 32 ReLU → 10 softmax"),
    ],
)
def test_the_classic_networks_are_those_of_the_textbooks(name: str, network: str) -> None:
    config = PRESETS[name].config
    assert config.layout((28, 28), 10).describe() == network
    assert config.optimizer == GradientDescent.name
    assert config.loss == "cross_entropy"
    assert config.schedule == "constant"
    assert config.epochs <= 10


def test_the_default_preset_is_the_three_layer_network() -> None:
    assert DEFAULT_PRESET == "three-layer"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_named_described_and_trains_on_any_data(name: str) -> None:
    preset = PRESETS[name]
    assert preset.name == name
    assert preset.title
    assert preset.sentence.endswith(".")
    trainer = Trainer(preset.config, tiny_data())
    units = trainer.units()
    losses = [step.loss for step in (next(units) for _ in range(3)) if step]
    assert len(losses) == 3
    assert all(loss > 0 for loss in losses)


def test_training_lasts_for_the_epochs_asked_for() -> None:
    config = PRESETS["intro"].config.with_settings({"epochs": "2", "batch_size": "16"})
    steps = list(train(config, tiny_data()))
    assert len(steps) == 2 * 6
    assert steps[-1].epoch == 2
