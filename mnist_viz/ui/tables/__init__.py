"""Scores, confusions and the health of layers, as tables."""
