"""Which connections the diagram draws: each layer's strongest, and those of the chosen unit."""

from dataclasses import dataclass

import numpy as np

from mnist_viz.training import (
    Connection,
    Connections,
    View,
    strongest_connections,
    unit_connections,
)
from mnist_viz.ui.table import Table

SIGNALS, WEIGHTS = "signals", "weights"

OF_THE_UNIT = 12
"""Connections into the chosen unit, and out of it, that are drawn whether strong or not."""


@dataclass(frozen=True, eq=False)
class Bundle:
    """The connections into one layer that are drawn.

    Attributes
    ----------
    strongest, chosen : Connections
        Of the layer; of the chosen unit.
    """

    strongest: Connections
    chosen: Connections | None

    @property
    def parts(self) -> tuple[Connections, ...]:
        return (self.strongest,) if self.chosen is None else (self.strongest, self.chosen)

    @property
    def largest(self) -> float:
        """The largest magnitude among them; 0 of none."""
        return max(float(np.abs(part.values).max(initial=0.0)) for part in self.parts)


def wiring(view: View, count: int, kind: str) -> tuple[Bundle, ...]:
    """Return what is drawn between the layers, the connections into the first one first.

    Parameters
    ----------
    view : View
    count : int
        Strongest connections of each layer.
    kind : str
        ``signals``: input times weight, for the image that is followed; ``weights``.
    """
    frame, subject, chosen = view.frame, view.subject, view.chosen
    inputs = [subject.x, *subject.activations[:-1]]
    bundles = []
    for number, layer in enumerate(frame.layout.layers):
        weights = layer.weight.of(frame.parameters)
        sent = inputs[number] if kind == SIGNALS else None
        of_unit = None
        if number == chosen.layer:
            of_unit = unit_connections(weights, OF_THE_UNIT, target=chosen.unit, inputs=sent)
        elif number == chosen.layer + 1:
            of_unit = unit_connections(weights, OF_THE_UNIT, source=chosen.unit, inputs=sent)
        bundles.append(Bundle(strongest_connections(weights, count, sent), of_unit))
    return tuple(bundles)


def into_chosen(view: View, bundles: tuple[Bundle, ...]) -> list[Connection]:
    """Return those of the drawn connections that lead into the chosen unit, strongest first."""
    chosen = view.chosen
    found: dict[Connection, float] = {}
    for part in bundles[chosen.layer].parts:
        for source, target, value in zip(
            part.sources.tolist(), part.targets.tolist(), part.values.tolist(), strict=True
        ):
            if target == chosen.unit:
                found[Connection(chosen.layer, source, target)] = abs(value)
    return sorted(found, key=lambda one: (-found[one], one.source))


def wiring_table(view: View, bundles: tuple[Bundle, ...]) -> Table | None:
    """Return the connections that are drawn: layer, both ends, input, weight, their product."""
    frame, subject = view.frame, view.subject
    inputs = [subject.x, *subject.activations[:-1]]
    layers, sources, targets = [], [], []
    for number, bundle in enumerate(bundles):
        pairs = sorted(
            {
                pair
                for part in bundle.parts
                for pair in zip(part.sources.tolist(), part.targets.tolist(), strict=True)
            }
        )
        layers += [number] * len(pairs)
        sources += [source for source, _ in pairs]
        targets += [target for _, target in pairs]
    if not layers:
        return None
    ends = list(zip(layers, sources, targets, strict=True))
    values = np.array([inputs[layer][source] for layer, source, _ in ends], dtype=np.float32)
    weights = np.array(
        [frame.layout.layers[n].weight.of(frame.parameters)[i, j] for n, i, j in ends],
        dtype=np.float32,
    )
    return Table(
        ("step", "into", "from", "to", "input", "weight", "input_times_weight"),
        (
            [str(frame.step)] * len(ends),
            [frame.layout.layers[layer].title for layer in layers],
            np.array(sources),
            np.array(targets),
            values,
            weights,
            values * weights,
        ),
    )
