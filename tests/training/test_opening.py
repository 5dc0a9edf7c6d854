"""Which kind of file it is, is told by what is in it."""

from pathlib import Path

import numpy as np
import pytest

from mnist_viz.training import Model, model_path, read_model
from mnist_viz.training.opening import open_file


@pytest.mark.parametrize("size", [0x7B20, 0x7B0A])
def test_a_model_whose_header_has_the_length_of_a_brace_is_no_set_up(
    size: int, tmp_path: Path
) -> None:
    path = tmp_path / "model.safetensors"
    content = model_path("pretrained").read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = content[8 : 8 + length].ljust(size)  # as the format allows
    path.write_bytes(size.to_bytes(8, "little") + header + content[8 + length :])
    opened = open_file(path)
    assert isinstance(opened, Model)
    expected = read_model(model_path("pretrained")).network.parameters
    assert np.array_equal(opened.network.parameters, expected)
