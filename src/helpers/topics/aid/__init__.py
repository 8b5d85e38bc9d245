"""Aid by year and country: net aid of any donor, and Japan's programmes, rules and people."""
