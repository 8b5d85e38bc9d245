"""The summary and the front page: the shares over the years, the hardest years, how far the data reach."""
