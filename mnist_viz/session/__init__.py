"""The worker thread, and `Session`, the window's handle on its runs."""
