"""The program as a process: its signals, its memory, what it logs and how it crashes."""
