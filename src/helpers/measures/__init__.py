"""Measures: pure functions, tables in, table out. They read no file and draw nothing."""
