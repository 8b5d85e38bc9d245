"""Charts: pure functions, a tidy table and a layout in, an Altair chart out. They open no file.

Each can be shown and saved by itself, in the look of the book: ``draw_...(table, style.WIDE).save(...)``.
"""

import helpers.theme  # noqa: F401 - gives all charts the look of the book
