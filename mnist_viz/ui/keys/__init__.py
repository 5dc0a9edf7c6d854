"""The keyboard: what each key does, and where the keys go."""
