"""When the sources of each claim became public."""
