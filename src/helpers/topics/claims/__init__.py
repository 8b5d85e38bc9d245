"""The claims of the article and their verdicts."""
