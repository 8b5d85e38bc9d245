"""The charge of a debt trap: tests, debate, what-if runs."""
