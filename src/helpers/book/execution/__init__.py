"""The chapters as notebooks: which are executed, how, and what is kept of it."""
