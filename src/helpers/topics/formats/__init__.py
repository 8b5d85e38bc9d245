"""The other formats of five countries and one partner."""
