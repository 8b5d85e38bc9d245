"""The meetings of the Dialogue: dates, themes, delegations."""
