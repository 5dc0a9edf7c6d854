"""The drawing pad: ink, the hand that draws it, and how it is read."""
