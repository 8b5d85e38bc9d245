"""The article in figures: how its claims fared."""

from __future__ import annotations

# From what holds to what does not, and then what can't be said.
VERDICTS = ("supported", "partly", "overtaken", "contradicted", "contested", "unverified")
