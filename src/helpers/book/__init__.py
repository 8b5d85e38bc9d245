"""The Sphinx side of the book: exhibits, numbers, references, catalogue and the PDF.

It knows nothing of the report's subject: no country, no lender, no year.
"""
