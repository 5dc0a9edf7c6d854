"""A network as a run begins with it."""

from mnist_viz.nn import Network, initial_parameters
from mnist_viz.training.arena import private_copy
from mnist_viz.training.config import RunConfig
from mnist_viz.training.frame import Frame
from mnist_viz.training.metrics import MetricsRecorder
from mnist_viz.training.randomness import Purpose, generator


def untrained_network(config: RunConfig, image_shape: tuple[int, int], classes: int) -> Network:
    """Return the network of a recipe, for such data.

    Raises
    ------
    ConfigError
        If it would not fit into memory.
    """
    layout = config.layout(image_shape, classes)
    rng = generator(config.seed, Purpose.WEIGHTS)
    return Network(layout, initial_parameters(layout, config.init, rng))


def untrained_frame(config: RunConfig, image_shape: tuple[int, int], classes: int) -> Frame:
    """Return step 0 of a run whose data are not read yet: no image in an epoch, nor in a batch.

    Raises
    ------
    ConfigError
        If the network would not fit into memory.
    """
    network = untrained_network(config, image_shape, classes)
    return Frame(
        run_id=0,
        step=0,
        epoch=0,
        offset=0,
        images_per_epoch=0,
        batch_size=0,
        layout=network.layout,
        parameters=private_copy(network.parameters),
        gradients=None,
        loss=None,
        learning_rate=None,
        metrics=MetricsRecorder().so_far(),
        config=config,
    )
