"""Chinese official finance: commitments, kinds, investment and relief."""
