"""What each country owes, and to whom."""
