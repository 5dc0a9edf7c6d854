"""What a weight or bias is called."""

from mnist_viz.nn import Layout
from mnist_viz.training import ParameterPlace


def place_name(layout: Layout, place: ParameterPlace) -> str:
    """Return where a parameter stands: ``Layer 1, pixel (10, 21) → unit 63``.

    Pixels are named by row and column, all from 0.
    """
    is_output = place.layer == len(layout.layers) - 1
    path = path_name(layout, place)
    return path if is_output else f"{layout.layers[place.layer].title}, {path}"


def path_name(layout: Layout, place: ParameterPlace) -> str:
    """Return where a parameter stands in its layer: ``pixel (10, 21) → unit 63``."""
    if place.source is None:
        return f"bias of {target_name(layout, place)}"
    return f"{source_name(layout, place)} → {target_name(layout, place)}"


def target_name(layout: Layout, place: ParameterPlace) -> str:
    """Return what a parameter acts on: ``unit 63``, ``output 4``."""
    is_output = place.layer == len(layout.layers) - 1
    return f"{'output' if is_output else 'unit'} {place.unit}"


def source_name(layout: Layout, place: ParameterPlace) -> str:
    """Return what a weight's input is: ``pixel (10, 21)``, ``unit 5 of Layer 1``."""
    assert place.source is not None, "a bias has no input"
    if place.layer == 0:
        row, column = divmod(place.source, layout.input_shape[1])
        return f"pixel ({row}, {column})"
    return f"unit {place.source} of {layout.layers[place.layer - 1].title}"
