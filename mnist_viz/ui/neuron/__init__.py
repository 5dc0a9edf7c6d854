"""One unit, taken apart on the screen."""
