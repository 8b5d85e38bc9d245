"""The years before the Dialogue."""
