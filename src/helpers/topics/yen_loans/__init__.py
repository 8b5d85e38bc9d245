"""Past yen loans counted in dollars."""
