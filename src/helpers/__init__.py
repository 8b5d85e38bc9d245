"""Shared helpers of the book.

Data flows one way: ``data`` loads frozen tables, the ``measures`` of a topic turn tables into tables, its
``charts`` draw them, ``exhibits`` and ``numbers`` are the only doors into a chapter, and ``book`` (the Sphinx
side) lays them out. Nothing flows back.
"""
