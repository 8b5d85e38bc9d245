"""Votes, visas, visits and opinion."""
