"""Charts: pure functions, a tidy table and a room in, an Altair chart out. They open no file."""
