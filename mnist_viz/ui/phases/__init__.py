"""One step in four phases: forward, loss, backward, update, with its own numbers."""
