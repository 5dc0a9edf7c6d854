"""What the panels show: Views of what the session reports, drawn at the screen's pace."""
