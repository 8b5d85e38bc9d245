"""Outlook: scenarios to the end of the schedule, indicators with their dates, options by reader."""
