"""Weights and activations as pictures: walls and heatmaps."""
