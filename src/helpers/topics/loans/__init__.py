"""The terms of loans and their grant elements."""
