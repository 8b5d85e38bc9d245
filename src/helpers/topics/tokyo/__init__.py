"""The summit held in Tokyo and its documents."""
