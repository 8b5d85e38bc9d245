"""Days stand where they are, in whichever time zone a chart is drawn."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import sampled

from helpers.theme import in_utc

DRAW = """
import json, altair as alt, pandas as pd, vl_convert
from helpers.theme import in_utc
days = pd.to_datetime(["2004-08-28", "2006-06-05"])
chart = alt.Chart(pd.DataFrame({"day": days})).mark_point().encode(
    x=alt.X("day:T", scale=alt.Scale(domain=["2004-01-01", "2007-01-01"])))
spec = chart.to_dict()
spec = in_utc(spec) if %r else spec
svg = vl_convert.vegalite_to_svg(spec, vl_version="6.1")
print([part.split(",")[0] for part in svg.split("translate(")[1:]])
"""


def drawn(zone: str, mended: bool) -> str:
    return subprocess.run(
        [sys.executable, "-c", DRAW % mended],
        env=os.environ | {"TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("zone", sampled(["Asia/Tokyo", "America/Lima"], ["America/Lima"]))
def test_a_zone_moves_no_mark(zone):
    assert drawn(zone, True) == drawn("UTC", True)
    # Without the change it does: the test can fail.
    assert drawn(zone, False) != drawn("UTC", False)


def test_other_axes_and_texts_stay_as_they_are():
    spec = {"x": {"field": "a", "type": "quantitative"}, "title": "2006-06-05T10:00:00"}
    assert in_utc(spec) == spec
