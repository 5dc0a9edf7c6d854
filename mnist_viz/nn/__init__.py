"""A neural network in NumPy: layers, losses, optimizers.

How it learns, in the order of the code. A batch of n images is a matrix X,
a row an image.

*Forward* (`Dense.forward`). Each layer turns its input X into Z = X W + b and
A = f(Z), and A is the next layer's input. The last layer's Z are the logits;
softmax turns them into scores P.

*Loss* (`softmax_cross_entropy`). With the one-hot targets T, L is the mean over
the batch of −Σ T ln P. Its derivative with respect to the logits is simply

    dL/dZ = (P − T) / n.

*Backward* (`Dense.backward`). From dL/dA a layer finds, by the chain rule,

    dL/dZ = dL/dA · f'(Z)      (element by element)
    dL/dW = Xᵀ dL/dZ           (each weight saw its input, summed over the batch)
    dL/db = Σ dL/dZ            (over the batch)
    dL/dX = dL/dZ Wᵀ           (the dL/dA of the layer before)

so one sweep from the last layer to the first gives every derivative
(Rumelhart, Hinton and Williams, 1986).

*Update* (`optimizers`). Plain gradient descent moves every parameter against its
derivative, w ← w − η dL/dw.

All parameters live in one flat vector, all derivatives in another; a `Layout`
says which piece is which layer's weight or bias.
"""

from mnist_viz.nn.activations import (
    ACTIVATIONS,
    GELU,
    SOFTMAX,
    Activation,
    LeakyReLU,
    Linear,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    activation,
)
from mnist_viz.nn.arrays import FloatArray, LabelArray
from mnist_viz.nn.forward import logits_and_activations, predict
from mnist_viz.nn.initializers import INITIALIZERS, initial_parameters
from mnist_viz.nn.input_gradient import logits_and_pullback
from mnist_viz.nn.layers import Dense
from mnist_viz.nn.layout import ArraySlot, LayerLayout, Layout
from mnist_viz.nn.losses import (
    LOSSES,
    cost_of_guessing,
    losses_by_image,
    softmax,
    softmax_cross_entropy,
    squared_error,
)
from mnist_viz.nn.network import Network
from mnist_viz.nn.optimizer import Optimizer
from mnist_viz.nn.optimizers import (
    OPTIMIZERS,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
)
from mnist_viz.nn.ray import mean_gradients
from mnist_viz.nn.schedules import SCHEDULES
from mnist_viz.nn.update_terms import Term, UpdateTerms

__all__ = [
    "ACTIVATIONS",
    "GELU",
    "INITIALIZERS",
    "LOSSES",
    "OPTIMIZERS",
    "SCHEDULES",
    "SOFTMAX",
    "Activation",
    "Adam",
    "AdamW",
    "ArraySlot",
    "Dense",
    "FloatArray",
    "GradientDescent",
    "LabelArray",
    "LayerLayout",
    "Layout",
    "LeakyReLU",
    "Linear",
    "Momentum",
    "Nesterov",
    "Network",
    "Optimizer",
    "RMSProp",
    "ReLU",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "Term",
    "UpdateTerms",
    "activation",
    "cost_of_guessing",
    "initial_parameters",
    "logits_and_activations",
    "logits_and_pullback",
    "losses_by_image",
    "mean_gradients",
    "predict",
    "softmax",
    "softmax_cross_entropy",
    "squared_error",
]
