"""The topics of the report: in each folder what is measured and how it is drawn.

``topics/<topic>/measures.py`` turns tables into tables, ``topics/<topic>/charts.py`` turns such a table and
a layout into a chart, and ``topics/<topic>/statements.py`` says on what conditions its sentences are true; a topic has further modules where it needs them. What several topics draw alike stands
in :mod:`helpers.charts`. Where a derivation in the book names ``debt.peaks``, it is a function of the topic
``debt``.
"""
