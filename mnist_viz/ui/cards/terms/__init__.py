"""The texts of the cards, by subject; nothing but texts."""
