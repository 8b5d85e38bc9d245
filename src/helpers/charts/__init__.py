"""Charts: pure functions, a tidy table and a room in, an Altair chart out. They open no file."""

import helpers.theme  # noqa: F401 - whoever draws a chart, it has the look of the book
