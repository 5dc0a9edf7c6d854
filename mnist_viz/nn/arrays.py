"""The array types that the engine speaks of."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
"""float32 in use, float64 where gradients are checked."""

LabelArray: TypeAlias = NDArray[np.integer[Any]]
