"""Trade with the partners, and loans for routes."""
