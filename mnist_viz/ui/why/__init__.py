"""Why the network reads the drawing as it does: pictures with captions, side by side."""
