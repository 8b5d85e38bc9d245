"""Shared helpers of the book.

Data flows one way: ``data`` loads frozen tables, the ``measures`` of a topic turn tables into tables, its
``charts`` draw them, ``exhibits`` and ``numbers`` are how a chapter hands results to the book, and ``book`` (the Sphinx
side) lays them out. Nothing flows back.
"""
