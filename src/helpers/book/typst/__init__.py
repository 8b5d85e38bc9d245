"""The PDF of the book: document nodes to Typst, Typst to a tagged PDF/UA-1 and PDF/A-3a file."""
