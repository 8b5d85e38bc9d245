"""Charts and tables on their chapters' pages and on pages of their own, with what readers take away."""
