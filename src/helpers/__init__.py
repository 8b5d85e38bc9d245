"""Shared helpers of the book.

Data flows one way: ``data`` loads frozen tables, ``measures`` turns tables into tables, ``charts``
draws them, ``exhibits`` and ``numbers`` are the only doors into a chapter, and ``book`` (the Sphinx
side) lays them out. Nothing flows back.
"""
