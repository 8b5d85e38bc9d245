"""Gas, oil, coal and uranium."""
