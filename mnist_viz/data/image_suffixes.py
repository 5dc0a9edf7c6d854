"""By what names picture files go.

Apart from what decodes them, for Pillow takes a tenth of the start, and most starts open none.
"""

SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pbm"}
)
RARE_SUFFIXES = frozenset(
    {".avif", ".cur", ".dds", ".fits", ".icns", ".ico", ".jp2", ".pcx", ".psd", ".qoi", ".tga"}
)
"""Of single pictures that somebody may want to open; a folder of them is no data set."""
