"""The audit of packages never calls clean what was not looked up."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from helpers.audit import audit

LOCK = Path("requirements.lock")
GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


def answers(*outputs):
    """Give a runner that answers in turn: (status, packages or text, errors)."""
    left = list(outputs)

    def run(command):
        status, found, errors = left.pop(0)
        text = found if isinstance(found, str) else json.dumps({"dependencies": found, "fixes": []})
        return subprocess.CompletedProcess(command, status, text, errors)

    return run


@pytest.mark.parametrize(
    ("outputs", "words", "status"),
    [
        ([(0, [GOOD, GOOD], "")], "clean: 2 packages looked up", 0),
        ([(1, [GOOD, BAD], "")], "b 2: PYSEC-1, mended in 3", 1),
        # Strict fails at the first package; asked again, it has none: this is what offline looks like.
        ([(1, "", "ERROR: c"), (0, [SKIPPED, SKIPPED], "")], "not audited: the advisory", 0),
        ([(1, "", "x\nConnectionError: no route"), (1, "", "x")], "not audited: ConnectionError", 0),
        ([(1, "", ""), (1, "", "")], "not audited: the advisory service gave no answer", 0),
        ([(1, "", "ERROR: c"), (0, [GOOD, SKIPPED], "")], "1 of 2 packages not audited: c", 1),
        ([(1, "", "ERROR: c"), (1, [BAD, SKIPPED], "")], "faults found in 1", 1),
        ([(0, [], ""),], "not audited", 0),
        ([(2, [GOOD], "")], "not audited: pip-audit ended with status 2", 0),
    ],
)  # fmt: skip
def test_each_answer_is_told_for_what_it_is(outputs, words, status):
    report, came = audit("pip-audit", LOCK, answers(*outputs))
    assert words in report
    assert came == status
    assert ("clean" in report) == (words.startswith("clean"))


def test_a_tool_that_is_not_there_audits_nothing():
    report, status = audit("/nowhere/pip-audit", LOCK)
    assert "not audited: pip-audit could not be run" in report
    assert status == 0


def test_strict_is_asked_for():
    seen = []

    def run(command):
        seen.append(command)
        return subprocess.CompletedProcess(command, 0, json.dumps({"dependencies": [GOOD]}), "")

    audit("pip-audit", LOCK, run)
    assert "--strict" in seen[0]
    assert "--require-hashes" in seen[0]
