"""Renew tables from their live sources, safely: ``make refresh TABLE=name [ACCEPT=1]``.

One direction of flow: a recipe (``world_bank``, ``aid``, ``comtrade``, ``energy``, ``votes``) fetches
through ``web``; ``stage`` checks and compares in ``_build/refresh/``; a person reads the report;
``accept`` writes ``data/`` all at once. ``since`` looks for the same anomalies in tables edited by
hand, ``links`` asks cited addresses. No build and no page needs anything of this.
"""
