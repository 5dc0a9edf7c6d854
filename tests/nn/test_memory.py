import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.nn.memory import LINE_BYTES, aligned, aligned_zeros
from mnist_viz.training import Trainer
from tests.training.tiny import tiny_config, tiny_data


def _begins_a_line(array: NDArray[np.generic]) -> bool:
    return array.ctypes.data % LINE_BYTES == 0


@pytest.mark.parametrize("shape", [(), (1,), (3, 5), (1000, 10)])
@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.float32, np.float64])
def test_an_array_begins_a_line_of_the_cache_whatever_its_shape(
    shape: tuple[int, ...], dtype: type[np.generic]
) -> None:
    array, zeros = aligned(shape, dtype), aligned_zeros(shape, dtype)
    for one in (array, zeros):
        assert one.shape == shape
        assert one.dtype == np.dtype(dtype)
        assert one.flags.c_contiguous
        assert one.flags.writeable
        assert _begins_a_line(one)
    assert not zeros.any()


def test_all_that_a_step_reads_and_writes_begins_a_line_of_the_cache() -> None:
    trainer = Trainer(tiny_config(optimizer="adam", activation=("gelu",)), tiny_data())
    next(trainer.units())
    network = trainer.network
    arrays = [network.parameters, network.gradients, *trainer.optimizer.state.values()]
    x, _ = trainer.batch_gradient.images_of(np.arange(16), trainer.config, 1)
    for kept in network.trace(16):
        arrays += [kept.z, kept.a, kept.delta]
    assert all(_begins_a_line(array) for array in (*arrays, x))
