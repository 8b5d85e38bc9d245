"""What a loan costs: payments, fees, break-even rates of exchange."""
