"""What the panels draw: a frame, seen through a probe, a drawing and a selection.

A live moment and a rewound one are the same type, and what a panel shows is a
function of its View alone.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import LabelledImages
from mnist_viz.nn import activation, logits_and_activations
from mnist_viz.training.frame import Frame
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.probe import Probe

if TYPE_CHECKING:
    from mnist_viz.training.analysis import Analysis
    from mnist_viz.training.drivers import Drivers
    from mnist_viz.training.runs import Run
    from mnist_viz.training.told_step import ToldStep


@dataclass(frozen=True)
class Selection:
    """The unit the person points at: unit `unit` of layer `layer`, both from 0."""

    layer: int
    unit: int


@dataclass(frozen=True)
class Connection:
    """A weight: into unit `target` of a layer, from a unit or pixel `source` of the one before."""

    layer: int
    source: int
    target: int

    @property
    def end(self) -> Selection:
        """The unit that it leads to."""
        return Selection(self.layer, self.target)


@dataclass(frozen=True, eq=False)
class Subject:
    """The one image that is followed through the network.

    Attributes
    ----------
    image : uint8, shape (height, width)
        To be looked at.
    x : float32, shape (inputs,)
        Its pixels from 0 to 1, as the network gets them: those of altered images lie between
        the levels of `image`.
    activations : tuple of float32, shape (units,) each
        One a layer, as the next one gets them.
    row : int or None
        Which image of the probe it is; None for the drawing, or the image of a batch.
    """

    image: NDArray[np.uint8]
    x: NDArray[np.float32]
    activations: tuple[NDArray[np.float32], ...]
    row: int | None

    @classmethod
    def of_image(
        cls,
        image: NDArray[np.uint8],
        activations: tuple[NDArray[np.float32], ...],
        row: int | None,
    ) -> Subject:
        """Take an image whose pixels have levels from 0 to 255."""
        return cls(image, image.reshape(-1) * np.float32(1 / 255), activations, row)

    @cached_property
    def has_levels(self) -> bool:
        """Whether its pixels are whole 255ths."""
        return bool((self.x == self.image.reshape(-1) * np.float32(1 / 255)).all())

    @property
    def pixels(self) -> NDArray[np.float64]:
        """Its pixels from 0 to 1, as exact as they are known, shape (inputs,)."""
        if self.has_levels:
            return self.image.reshape(-1) / 255.0
        return self.x.astype(np.float64)


@dataclass(frozen=True)
class Limits:
    """Where the colour maps end, so that brightness compares from frame to frame.

    Attributes
    ----------
    filters : float
        Largest magnitude of a first-layer weight.
    activations : tuple of float
        Largest magnitude of an activation, by layer.
    era : int
        Limits of one era hold still together; where it changes, so may all others of a panel.
    """

    filters: float = 0.0
    activations: tuple[float, ...] = ()
    era: int = 0

    def covering(self, view: View) -> Limits:
        """Return limits that hold the view's values; they grow in steps and never shrink."""
        layers = view.frame.layout.layers
        known = self.activations or (0.0,) * len(layers)
        tops = []
        for layer, values, top in zip(layers, view.probe_activations, known, strict=True):
            ceiling = activation(layer.activation).ceiling
            tops.append(ceiling if ceiling is not None else grown_limit(top, values))
        return Limits(grown_limit(self.filters, view.frame.filters), tuple(tops), self.era)

    def in_era(self, era: int) -> Limits:
        """Return the same limits, from where those of an era go on."""
        return dataclasses.replace(self, era=era)


def grown_limit(limit: float, values: NDArray[np.float32]) -> float:
    """Return `limit`, or, if values exceed it, the next number of two digits that holds them.

    Parameters
    ----------
    limit : float
        The largest magnitude so far.
    values : float32 array
        Those that are not finite are passed over.
    """
    largest = max(float(values.max(initial=0.0)), -float(values.min(initial=0.0)))
    if not math.isfinite(largest):
        largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    if largest <= limit:
        return limit
    # Room to spare keeps the colours from shifting at every frame.
    wanted = 1.1 * largest
    unit = 10.0 ** (math.floor(math.log10(wanted)) - 1)
    return math.ceil(wanted / unit) * unit


@dataclass(frozen=True)
class View:
    """A frame and how it is looked at.

    Attributes
    ----------
    frame : Frame
    reference : Frame or None
        What changes are measured from: the run's first frame.
    probe : Probe
    drawing : uint8, shape (height, width), or None
        What the network sees of the pad; None if the pad is empty.
    selection : Selection
    limits : Limits
    analyses : tuple of Analysis
        Of this run, in the order of their steps, up to the frame's.
    later_analyses : tuple of Analysis
        Those of later steps, where a past one is looked at.
    newest : Frame or None
        The run's newest frame, where a past one is looked at.
    ghost : Metrics or None
        Of the run that this one branched off or replaced.
    test : LabelledImages or None
        The images that are scored, where they are at hand.
    followed : int or None
        Which image of the probe is followed through the network; None for the image of the
        batch of which a step is told, else the drawing, or, where there is none, the first.
    drivers : Drivers or None
        The last that is known of the images that drive a unit most.
    connection : Connection or None
        Into the chosen unit: the one that the person points at.
    told : ToldStep or None
        The step that is told in phases; its frame is the view's.
    warnings : tuple of (int, str)
        Steps of the run at which training stopped by itself, and why: ``not finite``,
        ``collapsed``.
    class_names : tuple of str
    run : Run or None
        What the frame is of, as it was when it was first looked at: the changes since then are in
        the newest frame.
    """

    frame: Frame
    probe: Probe
    class_names: tuple[str, ...]
    reference: Frame | None = None
    drawing: NDArray[np.uint8] | None = None
    selection: Selection = Selection(0, 0)
    limits: Limits = field(default_factory=Limits)
    analyses: tuple[Analysis, ...] = ()
    later_analyses: tuple[Analysis, ...] = ()
    newest: Frame | None = None
    ghost: Metrics | None = None
    test: LabelledImages | None = None
    followed: int | None = None
    drivers: Drivers | None = None
    connection: Connection | None = None
    told: ToldStep | None = None
    warnings: tuple[tuple[int, str], ...] = ()
    run: Run | None = None

    @property
    def is_past(self) -> bool:
        """Whether there are newer frames of the run than this."""
        return self.newest is not None

    @property
    def analysis(self) -> Analysis | None:
        """The last one at or before the frame."""
        return self.analyses[-1] if self.analyses else None

    @cached_property
    def probe_activations(self) -> tuple[NDArray[np.float32], ...]:
        """Activations of the probe, shape (n, units) for each layer."""
        return self._activations(self.probe.images)

    @cached_property
    def drawing_activations(self) -> tuple[NDArray[np.float32], ...] | None:
        """Activations of the drawing, shape (units,) for each layer; None if there is none."""
        if self.drawing is None:
            return None
        return tuple(layer[0] for layer in self._activations(self.drawing[None]))

    @property
    def scores(self) -> NDArray[np.float32] | None:
        """The drawing's scores, shape (classes,), or None without a drawing."""
        activations = self.drawing_activations
        return None if activations is None else activations[-1]

    @cached_property
    def lead(self) -> Subject | None:
        """What stands before the probe: the image of the step that is told, else the drawing."""
        told = self.told
        if told is not None:
            x = told.x
            image = np.rint(255 * x).clip(0, 255).astype(np.uint8)
            activations = self._through(x[None], told.kept)
            shape = self.frame.layout.input_shape
            return Subject(image.reshape(shape), x, tuple(layer[0] for layer in activations), None)
        drawn = self.drawing_activations
        if self.drawing is None or drawn is None:
            return None
        return Subject.of_image(self.drawing, drawn, None)

    @cached_property
    def subject(self) -> Subject:
        """The image that is followed, and what each layer makes of it."""
        if self.followed is None and self.lead is not None:
            return self.lead
        row = min(self.followed or 0, len(self.probe.labels) - 1)
        activations = tuple(layer[row] for layer in self.probe_activations)
        return Subject.of_image(self.probe.images[row], activations, row)

    @property
    def chosen(self) -> Selection:
        """The selection, or, where the network has no such unit, the first one."""
        layers, chosen = self.frame.layout.layers, self.selection
        exists = chosen.layer < len(layers) and chosen.unit < layers[chosen.layer].units
        return chosen if exists else Selection(0, 0)

    @property
    def chosen_connection(self) -> Connection | None:
        """The connection that is pointed at, if it leads to the chosen unit."""
        one = self.connection
        return one if one is not None and one.end == self.chosen else None

    @property
    def gradients(self) -> NDArray[np.float32] | None:
        """Those of the loss that are known last, shape (layout.size,); None before any step."""
        return self.frame.gradients if self.told is None else self.told.gradients

    @property
    def gradient_step(self) -> int:
        """The step of whose batch `gradients` are."""
        return self.frame.step if self.told is None else self.told.gradient_step

    @property
    def loss_step(self) -> int:
        """The step whose batch's loss is the last that is known."""
        return self.frame.step if self.told is None else self.told.loss_step

    def with_drawing(self, drawing: NDArray[np.uint8] | None, followed: int | None = None) -> View:
        """Return the same view of another drawing; what was computed of the probe is kept."""
        other = dataclasses.replace(self, drawing=drawing, followed=followed)
        if "probe_activations" in self.__dict__:
            other.__dict__["probe_activations"] = self.probe_activations
        return other

    def as_of(self, newest: Frame) -> View:
        """Return the same view of the past, from a newer frame; what was computed is kept."""
        return self._keeping_activations(dataclasses.replace(self, newest=newest))

    def with_drivers(self, drivers: Drivers) -> View:
        """Return the same view with what is known of a unit's driving images."""
        return self._keeping_activations(dataclasses.replace(self, drivers=drivers))

    def _keeping_activations(self, other: View) -> View:
        for name in ("probe_activations", "drawing_activations", "lead"):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    def _activations(self, images: NDArray[np.uint8]) -> tuple[NDArray[np.float32], ...]:
        return self._through(images.reshape(len(images), -1) * np.float32(1 / 255))

    def _through(
        self, x: NDArray[np.float32], kept: tuple[NDArray[np.float32] | None, ...] = ()
    ) -> tuple[NDArray[np.float32], ...]:
        """Return what each layer makes of pixels from 0 to 1, with dropout's factors."""
        frame = self.frame
        with np.errstate(all="ignore"):  # a broken network is shown as it is
            _, activations = logits_and_activations(frame.layout, frame.parameters, x, kept)
        return tuple(np.asarray(layer, dtype=np.float32) for layer in activations)
