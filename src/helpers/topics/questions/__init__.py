"""What a journalist asks, answered in one word with the figure that decides."""
