"""Images to learn from: files, data sets and where they come from, the built-in digits, ink."""
