"""One step told in four phases, with the numbers of one image and one weight of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import activation
from mnist_viz.training import (
    ChainRule,
    ParameterPlace,
    StepPhases,
    chain_rule,
    moved_more,
    moved_most,
    shares,
)
from mnist_viz.training.layer_health import gradient_norm
from mnist_viz.ui.cards.marks import function_card
from mnist_viz.ui.numbers import count, counted, loss, percent, plain
from mnist_viz.ui.phases.phase_text import Part, PhaseText
from mnist_viz.ui.phases.places import path_name, place_name, source_name, target_name
from mnist_viz.ui.phases.reasons import why
from mnist_viz.ui.pictures.readings import with_article
from mnist_viz.ui.sums import decimal, exponential, number

_CARDS = {
    "gradient": "gradient",
    "weight decay": "weight_decay",
    "gradient with weight decay": "weight_decay",
    "velocity": "velocity",
    "look-ahead gradient": "velocity",
    "mean square": "moments",
    "first moment": "moments",
    "second moment": "moments",
    "corrected first moment": "moments",
    "corrected second moment": "moments",
}
"""The keys of the cards of what an update is made of."""

PHASES = ("Forward", "Loss", "Backward", "Update")


@dataclass(frozen=True)
class Account:
    """A step, as somebody looks at it.

    Attributes
    ----------
    phases : StepPhases
    class_names : tuple of str
    image : int
        The one that is followed, among the first of the batch.
    layer : int or None
        Where to look for the weight that moved most; None for everywhere.
    chosen : ParameterPlace or None
        A weight that is told of instead.
    """

    phases: StepPhases
    class_names: tuple[str, ...]
    image: int
    layer: int | None = None
    chosen: ParameterPlace | None = None

    @cached_property
    def place(self) -> ParameterPlace:
        """The weight that is told of."""
        return self.chosen or moved_most(self.phases, self.layer)

    @cached_property
    def texts(self) -> tuple[PhaseText, PhaseText, PhaseText, PhaseText]:
        """The four phases."""
        return self._forward(), self._loss(), self._backward(), self._update()

    @property
    def plain(self) -> str:
        """All four as plain text."""
        step = count(self.phases.step)
        head = f"Step {step} in four phases, following an image of its batch: {self.image_name}."
        numbered = [f"{n}. {text.plain}" for n, text in enumerate(self.texts, 1)]
        return "\n\n".join([head, *numbered])

    @property
    def label(self) -> str:
        """What the followed image is."""
        return self.class_names[int(self.phases.labels[self.image])]

    @property
    def image_name(self) -> str:
        """``image 57, a 7``."""
        return f"image {count(self.image + 1)}, {with_article(self.label)}"

    def _forward(self) -> PhaseText:
        phases, image, place = self.phases, self.image, self.place
        layer, passed = phases.before.layout.layers[place.layer], phases.layers[place.layer]
        z, a = float(passed.z[image, place.unit]), float(passed.a[image, place.unit])
        bias = float(layer.bias.of(phases.before.parameters)[place.unit])
        title = activation(layer.activation).title
        result = f"{title} of z"
        if passed.slope is None:
            result = f"score of {self.class_names[place.unit]}"
        formula = [
            Part("", number(z - bias, 5), "Σ w·x", "term"),
            Part("−" if bias < 0 else "+", number(abs(bias), 5), "bias", "weights"),
            Part("=", number(z, 4), "z", "logit"),
            Part("→", number(a, 4), f"a, {result}", function_card(layer.activation)),
        ]
        if passed.keep is not None:
            kept = float(passed.keep[image, place.unit])
            formula += [
                Part("×", number(kept, 4), "dropout", "dropout"),
                Part("=", number(kept * a, 4), "handed on", "dropout"),
            ]
        images = counted(len(phases.rows), "image")
        sentence = (
            f"I{self.image_name[1:]}, goes through the network with the weights of step "
            f"{count(phases.before.step)}: each unit weighs its inputs, adds its bias, and hands "
            f"on the bent sum{', if dropout lets it' if phases.config.dropout else ''}. Here "
            f"{self._unit_name()}:"
        )
        return PhaseText(
            "Forward", f"{images} → scores", sentence, tuple(formula), self._readings()
        )

    def _unit_name(self) -> str:
        """Return what the weight that moved most leads to: ``unit 63 of Layer 1``."""
        layout = self.phases.before.layout
        name = target_name(layout, self.place)
        is_output = self.place.layer == len(layout.layers) - 1
        return name if is_output else f"{name} of {layout.layers[self.place.layer].title}"

    def _readings(self) -> tuple[str, ...]:
        phases, image = self.phases, self.image
        scores = phases.scores[image]
        read, right = int(scores.argmax()), int(phases.labels[image])
        told = f"It is read as {self.class_names[read]}, score {number(float(scores[read]), 3)}"
        if read != right:
            told += f"; {self.label} gets {number(float(scores[right]), 3)}"
        images = len(phases.rows)
        details = [
            f"{told}. {count(phases.right)} of the batch's {counted(images, 'image')} "
            f"{'is' if phases.right == 1 else 'are'} read right: "
            f"batch accuracy {percent(phases.right / images)}."
        ]
        silenced = sum(
            int(np.count_nonzero(passed.keep[image] == 0))
            for passed in phases.layers
            if passed.keep is not None
        )
        if phases.config.dropout:
            details.append(f"Dropout silenced {counted(silenced, 'hidden unit')} for this image.")
        return tuple(details)

    def _loss(self) -> PhaseText:
        phases, image = self.phases, self.image
        images = len(phases.rows)
        own, total = float(phases.losses[image]), float(phases.losses.sum())
        logs = self._log_scores()
        mean = -float(logs.mean())
        score = exponential(float(logs[phases.labels[image]]))
        with_score = f"this image, with score {score} for {self.label}"
        smoothing = phases.config.label_smoothing
        targets = f", with targets smoothed by {smoothing:g}" if smoothing else ""
        if phases.config.loss == "squared_error":
            what = "the sum of (score − target)² over the classes"
            formula = [Part("", number(own, 4), with_score, "loss.squared_error")]
        elif smoothing:
            what = f"−ln of the score of its right class, {self.label}"
            formula = [
                Part("", number(own, 4), "this image", "loss.cross_entropy"),
                Part(f"= {1 - smoothing:g} × −ln", score, f"score of {self.label}", "score"),
                Part(f"+ {smoothing:g} ×", number(mean, 4), "mean −ln", "label_smoothing"),
            ]
            targets += f", {smoothing:g} of it the mean over all classes"
        else:
            what = f"−ln of the score of its right class, {self.label}"
            formula = [
                Part("", number(own, 4), "this image", "loss.cross_entropy"),
                Part("= −ln", score, f"score of {self.label}", "score"),
            ]
        what += targets
        formula += [
            Part("|", number(phases.loss, 4), "batch", "loss"),
            Part("=", number(total, 5), f"sum of {counted(images, 'loss', 'losses')}", "loss"),
            Part("/", count(images), "images", "batch"),
        ]
        sentence = (
            f"The loss of this image is {what}. The batch's loss is the mean of the losses of its "
            f"{counted(images, 'image')}; that is what the step makes smaller."
        )
        summary = f"{loss(phases.loss)}, {count(phases.right)} of {count(images)} right"
        return PhaseText("Loss", summary, sentence, tuple(formula), (self._dearer(),))

    def _dearer(self) -> str:
        """Return how the followed image's loss compares with the others'."""
        losses = self.phases.losses
        above = int(np.count_nonzero(losses > losses[self.image]))
        if not above:
            return "No image of the batch costs more."
        worst = int(losses.argmax())
        cost = "image of the batch costs" if above == 1 else "images of the batch cost"
        return (
            f"{count(above)} {cost} more than this one; the dearest is image {count(worst + 1)}, "
            f"{with_article(self._name_of(worst))}: {number(float(losses[worst]), 4)}."
        )

    def _log_scores(self) -> NDArray[np.float64]:
        """Return ln of each score of the followed image; the score itself may be 0."""
        z = self.phases.layers[-1].z[self.image].astype(np.float64)
        shifted = z - z.max()
        logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum())
        return logs

    def _name_of(self, image: int) -> str:
        return self.class_names[int(self.phases.labels[image])]

    def _backward(self) -> PhaseText:
        phases, place = self.phases, self.place
        layout = phases.before.layout
        rule = chain_rule(phases, place, self.image)
        gradient = float(phases.gradient[place.index])
        sentence = (
            "From the loss back to each weight, the chain rule multiplies slope by slope. For the "
            f"weight {place_name(layout, place)} and this image:"
        )
        lengths = ", ".join(
            f"{layer.title}: {plain(gradient_norm(layer, phases.gradient))}"
            for layer in layout.layers
        )
        details = (
            f"That is this image's share. {self._sum_of_shares(gradient)}",
            f"Length of the gradient, layer by layer. {lengths}.",
        )
        return PhaseText(
            "Backward", "a gradient for each parameter", sentence, self._factors(rule), details
        )

    def _sum_of_shares(self, gradient: float) -> str:
        """Return how the images' shares make the gradient, as far as they are known."""
        phases = self.phases
        known, rest = phases.followable, len(phases.rows) - phases.followable
        if not rest and known == 1:
            return f"It is the batch's only image: the gradient is {number(gradient)}."
        if not rest:
            return (
                f"The shares of all {count(known)} images add up to the gradient "
                f"{number(gradient)}."
            )
        others = f"those of the other {count(rest)} images, which are"
        if rest == 1:
            others = "that of the other image, which is"
        theirs = float(shares(phases, self.place).sum(dtype=np.float64))
        return (
            f"The shares of the batch's first {count(known)} images add up to "
            f"{number(theirs)}; with {others} not kept, "
            f"the gradient is {number(gradient)}."
        )

    def _factors(self, rule: ChainRule) -> tuple[Part, ...]:
        place, layout = self.place, self.phases.before.layout
        source, of_source = "1 for a bias", "weights"
        if place.source is not None:
            source = f"x, {source_name(layout, place)}"
            of_source = "ink" if place.layer == 0 else "activation"
        parts = [Part("", number(rule.share, 5), "∂L/∂w", "share", _sign(rule.share))]
        if self.phases.layers[place.layer].slope is None:
            right = self.phases.config.loss == "cross_entropy"
            name = f"∂L/∂z, {'(score − target) / images' if right else 'from the loss'}"
            card = "target" if right else "delta"
            parts.append(Part("=", number(rule.error), name, card, _sign(rule.error)))
        else:
            behind = "∂L/∂a from behind"
            parts.append(Part("=", number(rule.error), behind, "delta", _sign(rule.error)))
            if self.phases.config.dropout:
                parts.append(Part("×", number(rule.kept), "dropout", "dropout"))
            parts.append(Part("×", number(rule.slope), "f′(z)", "slope"))
        parts.append(Part("×", number(rule.source), source, of_source))
        return tuple(parts)

    def _update(self) -> PhaseText:
        phases, place = self.phases, self.place
        layout, size = phases.before.layout, phases.before.layout.size
        plain_descent = phases.config.optimizer == "sgd" and not phases.config.weight_decay
        rule = phases.terms.formula
        if plain_descent:
            rule = "by the learning rate times the gradient"
        moves = "against its gradient" if plain_descent else "by its optimizer's rule"
        sentence = f"Each weight moves {moves}, {rule}. {self._which()}."
        summary = f"{count(phases.moved)} of {count(size)} parameters move"
        details = why(phases, place, self.class_names)
        most = moved_most(phases)
        if self.chosen is not None:
            details = (*details, self._rank())
        if most.index != place.index:
            by = number(float(phases.change[most.index]), 4)
            details = (*details, f"Of all weights, {place_name(layout, most)} moved most: by {by}.")
        return PhaseText("Update", summary, sentence, self._sum(plain_descent), details)

    def _which(self) -> str:
        """Return which weight is told of, and why this one."""
        layout, place = self.phases.before.layout, self.place
        if self.chosen is not None:
            return f"The weight that you chose: {place_name(layout, place)}"
        if self.layer is None:
            return f"The weight that moved most of all: {place_name(layout, place)}"
        title = layout.layers[self.layer].title
        return f"The weight that moved most in {title}: {path_name(layout, place)}"

    def _rank(self) -> str:
        layer = self.phases.before.layout.layers[self.place.layer]
        if not self.phases.change[self.place.index]:
            return "It did not move."
        more, weights = moved_more(self.phases, self.place), layer.inputs * layer.units
        return f"{count(more)} of {layer.title}'s {count(weights)} weights moved further."

    def _sum(self, plain_descent: bool) -> tuple[Part, ...]:
        phases, index = self.phases, self.place.index
        old, new = (float(frame.parameters[index]) for frame in (phases.before, phases.after))
        parts = [
            Part("", decimal(new), "new weight", "update"),
            Part("=", decimal(old), "old weight", "weights"),
        ]
        if plain_descent:
            gradient = float(phases.gradient[index])
            parts += [
                Part("−", number(phases.learning_rate), "learning rate", "learning_rate"),
                Part("×", number(gradient, 8), "gradient", "gradient", _sign(gradient)),
            ]
            return tuple(parts)
        moved = float(phases.terms.update[index])
        operator = "−" if moved < 0 else "+"
        parts.append(Part(operator, decimal(abs(moved)), "update", "optimizer", _sign(moved)))
        parts += [
            Part(
                "|",
                number(float(term.values[index]), 4),
                f"{term.symbol} {term.name}",
                _CARDS[term.name],
            )
            for term in phases.terms.terms
        ]
        parts.append(Part("|", number(phases.learning_rate), "η learning rate", "learning_rate"))
        return tuple(parts)


def _sign(value: float) -> str:
    return "neg" if value < 0 else "pos" if value > 0 else "text"
