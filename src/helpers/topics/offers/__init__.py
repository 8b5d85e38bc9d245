"""What both lenders offer, side by side: loans in time, counts of records."""
