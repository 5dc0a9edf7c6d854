"""The window: panels, transport bar, drawing pad, themes."""
