"""The panels: each draws a View and knows nothing of the others."""
