"""The network as a diagram, from pixels to scores."""
