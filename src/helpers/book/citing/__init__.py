"""How the book cites its sources and how it is cited."""
