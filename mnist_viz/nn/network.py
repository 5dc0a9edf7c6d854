"""The network: layers in order, over one flat vector of parameters and one of gradients."""

import numpy as np

from mnist_viz.nn.arrays import FloatArray, LabelArray
from mnist_viz.nn.forward import predict
from mnist_viz.nn.layers import Buffers, Dense
from mnist_viz.nn.layout import Layout
from mnist_viz.nn.losses import Loss, softmax_cross_entropy
from mnist_viz.nn.memory import aligned_zeros


class Network:
    """Fully connected layers, trained by backpropagation.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
        The network's own from here on; its dtype is the network's.

    Attributes
    ----------
    parameters, gradients : float arrays, shape (layout.size,)
    layers : list of Dense
    """

    def __init__(self, layout: Layout, parameters: FloatArray) -> None:
        self.layout = layout
        self.parameters = parameters
        self.gradients = aligned_zeros(parameters.shape, parameters.dtype)
        self.layers = [Dense(layer, self.parameters, self.gradients) for layer in layout.layers]
        self._buffers: dict[int, list[Buffers]] = {}

    def predict(self, x: FloatArray) -> FloatArray:
        """Return the scores of images, shape (n, classes).

        Parameters
        ----------
        x : float32, shape (n, inputs)
            Pixels from 0 to 1.
        """
        return predict(self.layout, self.parameters, x)

    def trace(self, n: int) -> list[Buffers]:
        """Return what each layer kept of the last batch of `n`; the next of as many overwrites it.

        The last layer's `a` holds logits.
        """
        return self._buffers_for(n)

    def hidden_activations(self, n: int) -> list[FloatArray]:
        """Return what the hidden layers answered to the last batch of `n`, shape (n, units) each.

        They are overwritten by the next batch of as many.
        """
        return [buffers.a for buffers in self._buffers_for(n)[:-1]]

    def backpropagate(
        self,
        x: FloatArray,
        labels: LabelArray,
        *,
        loss: Loss = softmax_cross_entropy,
        label_smoothing: float = 0.0,
        dropout: float = 0.0,
        rng: np.random.Generator | None = None,
        share: float = 1.0,
    ) -> float:
        """Run a batch forward and backward; return its loss and fill `gradients`.

        Call it where NumPy does not warn, or call `loss_and_gradient`: values that are not
        finite are for whoever updates to look at, and some BLAS kernels flag what lies beyond
        a vector's end.

        Parameters
        ----------
        x : float array, shape (n, inputs)
        labels : int array, shape (n,)
        loss : one of `mnist_viz.nn.losses.LOSSES`
        label_smoothing : float
        dropout : float
            Share of hidden units silenced for each image (Srivastava et al., 2014).
        rng : numpy.random.Generator
            Chooses the silenced units; needed if `dropout` is not 0.
        share : float
            The part that this is of a larger batch, which the loss and the gradients
            are multiplied by: those of all parts then add up to the batch's.
        """
        kept = self._buffers_for(len(x))
        inputs = [x]
        for layer, buffers in zip(self.layers[:-1], kept[:-1], strict=True):
            a = layer.forward(inputs[-1], buffers)
            buffers.keep = _keep_factors(a, dropout, rng) if dropout else None
            inputs.append(a if buffers.keep is None else a * buffers.keep)
        logits = self.layers[-1].forward(inputs[-1], kept[-1])
        value = share * loss(logits, labels, label_smoothing, kept[-1].delta)
        if share != 1.0:
            kept[-1].delta *= share
        for number in range(len(self.layers) - 1, 0, -1):
            before = kept[number - 1]
            self.layers[number].backward(inputs[number], kept[number], grad_x=before.delta)
            if before.keep is not None:
                before.delta *= before.keep
        self.layers[0].backward(x, kept[0], grad_x=None)
        return value

    # Entering an error state takes as long as a small matrix product: trainers do so once a step.
    loss_and_gradient = np.errstate(all="ignore")(backpropagate)

    def _buffers_for(self, n: int) -> list[Buffers]:
        """Return the layers' buffers for batches of `n`; the last few sizes are kept."""
        kept = self._buffers.get(n)
        if kept is None:
            while len(self._buffers) > 2:
                del self._buffers[next(iter(self._buffers))]
            kept = self._buffers[n] = [layer.buffers(n) for layer in self.layers]
        return kept


def _keep_factors(a: FloatArray, rate: float, rng: np.random.Generator | None) -> FloatArray:
    """Return 0 for a share of the activations and, so that the mean stays, 1 / (1 − rate) else."""
    assert rng is not None, "dropout needs a generator"
    keep = (rng.random(a.shape, dtype=np.float32) >= rate).astype(a.dtype)
    keep /= 1.0 - rate
    return keep
