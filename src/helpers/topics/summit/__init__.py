"""The road to the first summit of leaders."""
