"""A card for every term: what it does, its formula with live numbers, its picture, its source."""
