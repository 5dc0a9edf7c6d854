"""Files and data sets: opened, saved, dropped, fetched and recovered."""
