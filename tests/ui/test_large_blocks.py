"""Memory that is free goes back to the system, whatever small things lie between."""

import platform
import subprocess
import sys

import pytest

HOLES = """
import numpy as np
from mnist_viz.ui.large_blocks import LARGE_BYTES, return_large_blocks

def resident():
    with open("/proc/self/statm") as file:
        return 4096 * int(file.read().split()[1])

assert return_large_blocks()
del (large := [np.ones(8 * LARGE_BYTES, np.uint8)])[:]  # would raise the bound of other blocks
before = resident()
large, small = [], []
for _ in range(50):
    large.append(np.ones(2 * LARGE_BYTES, np.uint8))
    small.append(np.ones(LARGE_BYTES // 16, np.uint8))
assert resident() - before > 90 * LARGE_BYTES
large.clear()
assert resident() - before < 20 * LARGE_BYTES, resident() - before
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others need not be told")
def test_large_blocks_between_small_ones_go_back_to_the_system() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOLES], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
