"""What to watch: indicators, recent ranges of debt, loans in repayment."""
