"""What is told of a step, computed again from its parameters, images and labels."""

import dataclasses
import math
import re
from decimal import Decimal

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from mnist_viz.nn import OPTIMIZERS, logits_and_activations, losses_by_image
from mnist_viz.training import (
    Connection,
    ParameterPlace,
    RunConfig,
    StepPhases,
    Trainer,
    batch_gradient,
    moved_most,
    shares,
    telling_image,
)
from mnist_viz.ui.cards.glossary import CARDS
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.phases.account import PHASES, Account
from mnist_viz.ui.phases.phase_text import PhaseText
from mnist_viz.ui.phases.places import place_name
from mnist_viz.ui.phases.reasons import reason, why
from tests.samples import next_step_in_phases, phases_of, tiny_data

STEP = 30
PLAIN = RunConfig(batch_size=32)
RECIPES = {
    "plain": PLAIN,
    "squared error": RunConfig(batch_size=32, loss="squared_error"),
    "smoothed": RunConfig(batch_size=32, label_smoothing=0.1),
    "dropout, distorted": RunConfig(batch_size=32, dropout=0.3, augmentation="elastic"),
    **{name: RunConfig(batch_size=32, optimizer=name, learning_rate=0.01) for name in OPTIMIZERS},
    "decay": RunConfig(batch_size=32, optimizer="adamw", weight_decay=0.05, learning_rate=0.01),
}


def account(config: RunConfig = PLAIN, layer: int | None = 0, image: int | None = None) -> Account:
    phases = phases_of(config, STEP)
    chosen = telling_image(phases, moved_most(phases, layer)) if image is None else image
    return Account(phases, tiny_data().class_names, chosen, layer)


def numbers(text: PhaseText) -> dict[str, float]:
    """Return the numbers of a formula by what they are called."""
    return {
        part.name: float(part.value.replace("−", "-").replace(",", "")) for part in text.formula
    }


def floats(text: str) -> list[float]:
    text = text.replace("−", "-").replace(",", "")
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def test_a_batch_of_one_image_is_told_in_the_singular() -> None:
    config = RunConfig(batch_size=1, hidden=(1,), activation=("relu",), dropout=0.5)
    one = account(config, image=0)
    for text in one.texts:
        words = (text.summary, text.sentence, *text.details, *(part.name for part in text.formula))
        told = " ".join(words)
        assert not re.search(r"\b1 (hidden )?(image|unit|losse)s|all 1 |\b1 (are|ask|have) ", told)


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("layer", [None, 0, 2])
def test_the_sums_on_the_screen_come_out(name: str, layer: int | None) -> None:
    one = account(RECIPES[name], layer)
    forward, _, backward, update = one.texts
    summed = numbers(forward)
    sign = -1 if forward.formula[1].operator == "−" else 1
    assert summed["Σ w·x"] + sign * summed["bias"] == pytest.approx(summed["z"], abs=2e-3)
    product = 1.0
    for part in backward.formula[1:]:
        product *= float(part.value.replace("−", "-"))
    assert product == pytest.approx(numbers(backward)["∂L/∂w"], rel=1e-3, abs=1e-9)
    told = numbers(update)
    if "gradient" in told:
        made = told["old weight"] - told["learning rate"] * told["gradient"]
    else:
        sign = -1 if update.formula[2].operator == "−" else 1
        made = told["old weight"] + sign * told["update"]
    assert made == pytest.approx(told["new weight"], abs=1e-6)


@pytest.mark.parametrize("layer", [None, 0, 1, 2])
def test_the_weight_is_the_one_that_moved_most_and_its_values_are_the_frames(
    layer: int | None,
) -> None:
    one = account(layer=layer)
    before, after = one.phases.before, one.phases.after
    change = np.abs(after.parameters - before.parameters)
    weights = [part.weight.of(change).max() for part in before.layout.layers]
    index = one.place.index
    assert change[index] == (max(weights) if layer is None else weights[layer])
    told = numbers(one.texts[3])
    assert told["old weight"] == pytest.approx(float(before.parameters[index]), rel=1e-5)
    assert told["new weight"] == pytest.approx(float(after.parameters[index]), rel=1e-5)
    assert after.gradients is not None
    assert told["gradient"] == pytest.approx(float(after.gradients[index]), rel=1e-5)
    moved = int((after.parameters != before.parameters).sum())
    assert one.texts[3].summary == f"{moved:,} of {before.layout.size:,} parameters move"
    assert place_name(before.layout, one.place).split(", ", 1)[-1] in one.texts[3].sentence


def test_the_forward_phase_tells_the_images_own_pass() -> None:
    one = account(layer=1)
    phases = one.phases
    pixels = tiny_data().train.pixels[phases.rows[one.image]] * np.float32(1 / 255)
    frame = phases.before
    logits, activations = logits_and_activations(frame.layout, frame.parameters, pixels[None])
    told = numbers(one.texts[0])
    assert told["a, ReLU of z"] == pytest.approx(float(activations[1][0, one.place.unit]), abs=2e-4)
    read = int(logits.argmax())
    assert f"read as {read}, score" in one.texts[0].details[0]
    assert floats(one.texts[0].details[0])[1] == pytest.approx(
        float(activations[-1][0, read]), abs=6e-4
    )
    all_pixels = tiny_data().train.pixels[phases.rows] * np.float32(1 / 255)
    scores = logits_and_activations(frame.layout, frame.parameters, all_pixels)[1][-1]
    right = int((scores.argmax(axis=1) == tiny_data().train.labels[phases.rows]).sum())
    assert f"{right} of the batch's 32 images are read right" in one.texts[0].details[0]
    assert one.texts[0].summary == "32 images → scores"


def test_the_loss_phase_tells_the_images_loss_beside_the_batchs_mean() -> None:
    one = account(image=3)
    phases = one.phases
    label = int(tiny_data().train.labels[phases.rows[3]])
    score = float(phases.scores[3, label])
    told = numbers(one.texts[1])
    assert told[f"score of {label}"] == pytest.approx(score, rel=1e-3)
    assert told["this image"] == pytest.approx(-math.log(score), rel=1e-3, abs=1e-6)
    assert told["batch"] == pytest.approx(phases.after.loss, rel=1e-3)
    likely = phases.scores[np.arange(32), phases.labels].astype(float)
    assert told["sum of 32 losses"] == pytest.approx(-np.log(likely).sum(), rel=1e-3)
    assert "mean of the losses of its 32 images" in one.texts[1].sentence


def test_the_backward_phase_tells_each_layers_gradient() -> None:
    one = account()
    gradients = one.phases.after.gradients
    assert gradients is not None
    told = one.texts[2].details[1].split(". ", 1)[1].rstrip(".").split(", ")
    for layer, text in zip(one.phases.before.layout.layers, told, strict=True):
        own = gradients[layer.weight.start : layer.bias.stop]
        assert floats(text)[-1] == pytest.approx(np.linalg.norm(own), rel=0.05)
    assert floats(one.texts[2].details[0])[-1] == pytest.approx(
        float(gradients[one.place.index]), rel=1e-4
    )


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> StepPhases:
    """A step whose batch is computed in pieces of a fifth, so that only the first is kept."""
    monkeypatch.setattr(batch_gradient, "piece_rows", lambda _layout: 128)
    trainer = Trainer(RunConfig(batch_size="full"), tiny_data(), run_id=1)
    units = trainer.units()
    while trainer.step < 1:
        next(units)
    return next_step_in_phases(trainer)


def test_of_a_batch_in_pieces_no_more_is_said_than_the_first_one_tells(
    in_pieces: StepPhases,
) -> None:
    phases = in_pieces
    assert (phases.followable, len(phases.rows)) == (128, 600)
    one = Account(phases, tiny_data().class_names, 3, 0)
    theirs = float(shares(phases, one.place).sum(dtype=np.float64))
    gradient = float(phases.gradient[one.place.index])
    assert abs(theirs - gradient) > 0.05 * abs(gradient)
    told = one.texts[2].details[0]
    assert "the batch's first 128 images add up to" in told
    assert floats(told)[-3:] == pytest.approx([theirs, 472, gradient], rel=1e-4)
    why = one.texts[3].details[0]
    assert "of the first 128 images have ink there" in why
    of_label, total, all_images = floats(why)[-3:]
    assert total == pytest.approx(theirs, rel=1e-3)
    assert all_images == pytest.approx(gradient, rel=1e-3)
    assert of_label == pytest.approx(reason(phases, one.place).of_label, rel=1e-3)


@pytest.mark.parametrize("bias", [0.0, 5.0, 30.0, 800.0])
@pytest.mark.parametrize("right", [True, False])
def test_minus_the_logarithm_of_the_score_is_the_loss_however_sure_the_network_is(
    bias: float, right: bool
) -> None:
    phases, image = phases_of(PLAIN, STEP), 3
    label = int(phases.labels[image])
    *others, last = phases.layers
    z = last.z.copy()
    z[image, label if right else (label + 1) % 10] += bias
    losses = losses_by_image("cross_entropy", z, phases.labels)
    sure = dataclasses.replace(
        phases, layers=(*others, dataclasses.replace(last, z=z)), losses=losses
    )
    text = Account(sure, tiny_data().class_names, image, 0).texts[1]
    told = {part.name: part.value.replace("−", "-") for part in text.formula}
    score = Decimal(told[f"score of {label}"])
    own = float(told["this image"])
    if own:
        assert score > 0
        assert -float(score.ln()) == pytest.approx(own, rel=2e-3)
    else:
        assert score == 1


def test_a_chosen_weight_is_told_of_with_its_own_factors_and_rank() -> None:
    phases = phases_of(PLAIN, STEP)
    layer = phases.before.layout.layers[1]
    place = ParameterPlace.of(phases.before.layout, Connection(1, 5, 7))
    one = Account(phases, tiny_data().class_names, 3, 0, place)
    assert "unit 5 of Layer 1 → unit 7" in one.texts[2].sentence
    told = numbers(one.texts[2])
    share = float(phases.layers[1].delta[3, 7] * phases.layers[0].a[3, 5])
    assert told["∂L/∂w"] == pytest.approx(share, rel=1e-3, abs=1e-9)
    updated = numbers(one.texts[3])
    assert updated["old weight"] == pytest.approx(
        float(layer.weight.of(phases.before.parameters)[5, 7]), rel=1e-5
    )
    moved = np.abs(layer.weight.of(phases.change))
    if moved[5, 7]:
        more = int((moved > moved[5, 7]).sum())
        assert f"{more} of Layer 2's 2,048 weights moved further." in one.texts[3].details
    else:
        assert "It did not move." in one.texts[3].details
    assert any("moved most" in detail for detail in one.texts[3].details)


def test_a_weight_that_no_image_asks_to_move_is_told_as_such() -> None:
    phases = phases_of(PLAIN, STEP)
    first, *others = phases.layers
    inputs = first.inputs.copy()
    inputs[:, 0] = 0.0
    blank = dataclasses.replace(first, inputs=inputs)
    phases = dataclasses.replace(phases, layers=(blank, *others))
    place = ParameterPlace.of(phases.before.layout, Connection(0, 0, 7))
    told = Account(phases, tiny_data().class_names, 3, 0, place).texts[3].details
    assert told[0] == "Why: 0 of 32 images have ink there; none of them asks it to move."


def test_where_fewer_images_outweigh_more_the_reason_says_so() -> None:
    phases = phases_of(PLAIN, STEP)
    found = set()
    for source in range(0, 784, 5):
        place = ParameterPlace.of(phases.before.layout, Connection(0, source, 9))
        each = shares(phases, place)
        if not each.any():
            continue
        agree = int((each * np.sign(each.sum(dtype=np.float64)) > 0).sum())
        oppose = int(np.count_nonzero(each)) - agree
        told = why(phases, place, tiny_data().class_names)[0]
        assert (", but more weakly" in told) == (agree <= oppose)
        found.add(agree <= oppose)
    assert found == {True, False}


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_weight_decay_is_told_beside_the_losss_gradient(optimizer: str) -> None:
    config = RunConfig(batch_size=32, optimizer=optimizer, weight_decay=0.5, learning_rate=0.01)
    one = account(config)
    told, index = numbers(one.texts[3]), one.place.index
    decay = 0.5 * float(one.phases.before.parameters[index])
    assert told["g gradient"] == pytest.approx(float(one.phases.gradient[index]), rel=1e-3)
    assert told["λ·w weight decay"] == pytest.approx(decay, rel=1e-3)
    assert told["g′ gradient with weight decay"] == pytest.approx(
        told["g gradient"] + told["λ·w weight decay"], rel=2e-3
    )
    assert floats(one.texts[2].details[0])[-1] == pytest.approx(
        float(one.phases.gradient[index]), rel=1e-4
    )
    if optimizer != "sgd":
        velocity, gradient, decayed, kept = floats(one.texts[3].details[1])
        assert gradient + decayed + kept == pytest.approx(velocity, rel=2e-3)
        assert decayed == pytest.approx(decay, rel=1e-3)


def test_the_reason_counts_the_images_that_ask_for_it() -> None:
    one = account()
    phases, place = one.phases, one.place
    pixels = tiny_data().train.pixels[phases.rows]
    each = shares(phases, place)
    said = reason(phases, place)
    assert said.awake == int((pixels[:, place.source] > 0).sum())
    assert (said.up, said.down) == (int((each < 0).sum()), int((each > 0).sum()))
    labels = tiny_data().train.labels[phases.rows]
    by_label = [float(each[labels == label].sum()) for label in range(10)]
    pushes = [value * np.sign(said.total) for value in by_label]
    assert said.label == int(np.argmax(pushes))
    assert said.of_label == pytest.approx(by_label[said.label], rel=1e-4)
    assert said.total == pytest.approx(float(phases.gradient[place.index]), rel=1e-3)
    why = one.texts[3].details[0]
    assert why.startswith("Why: ")
    assert f"{said.awake} of 32 images have ink there" in why


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_tells_its_own_terms(name: str) -> None:
    one = account(RECIPES[name])
    text = one.texts[3]
    terms = one.phases.terms.terms
    if name == "sgd":
        assert "gradient" in numbers(text)
    else:
        told = numbers(text)
        for term in terms:
            value = float(term.values[one.place.index])
            assert told[f"{term.symbol} {term.name}"] == pytest.approx(value, rel=1e-3)
        assert one.phases.terms.formula in text.sentence
    details = " ".join(text.details)
    assert ("velocity" in details) == (name in ("momentum", "nesterov"))
    assert ("usual size" in details) == (name in ("rmsprop", "adam", "adamw"))


@pytest.mark.parametrize("name", RECIPES)
def test_all_of_it_is_there_as_text(name: str, qapp: QApplication) -> None:
    one = account(RECIPES[name])
    for number, (title, text) in enumerate(zip(PHASES, one.texts, strict=True), 1):
        assert f"{number}. {title}: {text.summary}." in one.plain
        assert text.sentence in one.plain
        for part in text.formula:
            assert part.value in one.plain
            assert part.value in text.formula_html(theme("dark"))
        for detail in text.details:
            assert detail in one.plain
    assert "{" not in one.plain


@pytest.mark.parametrize("name", RECIPES)
def test_every_number_of_every_formula_leads_to_a_card(name: str, qapp: QApplication) -> None:
    for layer in (None, 0, 2):
        for text in account(RECIPES[name], layer).texts:
            for part in text.formula:
                assert part.card in CARDS, part.name
                assert f"<a href='card:{part.card}'" in text.formula_html(theme("dark"))


def test_dropout_is_a_factor_of_its_own_and_counted() -> None:
    one = account(RECIPES["dropout, distorted"])
    names = [part.name for part in one.texts[2].formula]
    assert "dropout" in names
    silenced = sum(
        int((passed.keep[one.image] == 0).sum())
        for passed in one.phases.layers
        if passed.keep is not None
    )
    assert f"Dropout silenced {silenced} hidden units" in " ".join(one.texts[0].details)


def test_a_name_takes_its_article() -> None:
    phases = phases_of(PLAIN, STEP)
    eight = int(np.flatnonzero(phases.labels == 8)[0])
    assert Account(phases, tiny_data().class_names, eight).image_name == f"image {eight + 1}, an 8"


def test_a_large_weights_sum_comes_out_on_the_screen() -> None:
    one = account()
    before, after = one.phases.before, one.phases.after
    far = np.float32(1234.5)
    moved = dataclasses.replace(
        one.phases,
        before=dataclasses.replace(before, parameters=before.parameters + far),
        after=dataclasses.replace(after, parameters=after.parameters + far),
    )
    told = numbers(dataclasses.replace(one, phases=moved, chosen=one.place).texts[3])
    index = one.place.index
    assert told["old weight"] == pytest.approx(float(moved.before.parameters[index]), abs=1e-7)
    assert told["new weight"] == pytest.approx(float(moved.after.parameters[index]), abs=1e-7)
    assert told["gradient"] == pytest.approx(float(moved.gradient[index]), rel=1e-7)


@pytest.mark.parametrize("smoothing", [0.1, 0.5])
def test_a_smoothed_loss_comes_out_of_its_parts(smoothing: float) -> None:
    one = account(RunConfig(batch_size=32, label_smoothing=smoothing))
    told = one.texts[1].formula
    own, right, mean = (float(part.value) for part in told[:3])
    assert told[1].operator == f"= {1 - smoothing:g} × −ln"
    assert told[2].operator == f"+ {smoothing:g} ×"
    assert (1 - smoothing) * -math.log(right) + smoothing * mean == pytest.approx(own, abs=2e-3)
    assert own == pytest.approx(float(one.phases.losses[one.image]), rel=1e-3)


def test_what_dropout_leaves_of_a_unit_is_told() -> None:
    config = RECIPES["dropout, distorted"]
    phases = phases_of(config, STEP)
    kept = set()
    for image in range(20):
        one = account(config, layer=0, image=image)
        told = numbers(one.texts[0])
        passed = phases.layers[0]
        assert passed.keep is not None
        factor = float(passed.keep[image, one.place.unit])
        kept.add(factor > 0)
        assert told["dropout"] == pytest.approx(factor, rel=1e-3)
        assert told["handed on"] == pytest.approx(
            factor * float(passed.a[image, one.place.unit]), rel=1e-3, abs=1e-9
        )
    assert kept == {True, False}


def test_no_part_of_a_gradient_is_called_its_part_if_it_is_larger() -> None:
    for recipe in RECIPES.values():
        one = account(recipe, None)
        (sentence,) = (line for line in one.texts[3].details if line.startswith("Why"))
        pattern = r"theirs add up to (\S+?)(?:, and with the others' it is (\S+?))?, the gradient"
        ((theirs, total),) = re.findall(pattern, sentence)
        found = reason(one.phases, one.place)
        assert float(theirs.replace("−", "-")) == pytest.approx(found.of_label, rel=1e-3)
        made = float((total or theirs).replace("−", "-"))
        assert made == pytest.approx(found.total, rel=1e-3)
