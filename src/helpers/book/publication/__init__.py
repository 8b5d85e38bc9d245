"""From finished pages to readers: the swap of the folders, and releases that can be verified."""
