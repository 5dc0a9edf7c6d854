"""Training runs, their frames and files; no Qt, so it works in a notebook.

>>> from mnist_viz.data import load_dataset
>>> from mnist_viz.training import PRESETS, Trainer
>>> trainer = Trainer(PRESETS["three-layer"].config, load_dataset("builtin"))
>>> losses = [unit.loss for unit, _ in zip(trainer.units(), range(100)) if unit]
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
