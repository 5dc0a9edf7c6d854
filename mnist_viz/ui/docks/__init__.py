"""Panels as docks: where they stand, how they move, what frames them."""
