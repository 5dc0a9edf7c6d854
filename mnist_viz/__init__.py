"""MNIST Viz: watch a neural network learn to read handwriting."""

__version__ = "0.1.0"
