"""Hold the locked packages against the advisories of PyPI, and say plainly when that can't be done.

Runs pip-audit, which has an environment of its own (``make audit``). Three answers: *clean* (every
package was looked up, none has a known fault), *faults found* (the step fails), and *not audited* (the
service could not be reached, or does not know the packages; the step does not fail).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

Run = Callable[[Sequence[str]], subprocess.CompletedProcess]


def audit(tool: str, lock: Path, run: Run | None = None) -> tuple[str, int]:
    """Audit a lock.

    Parameters
    ----------
    tool : str
        Path of pip-audit.
    lock : pathlib.Path
        A requirements file with hashes.
    run : callable, optional
        Runs a command; for tests.

    Returns
    -------
    tuple
        The report, and the exit status: 0 if clean or not audited, 1 if faults were found or only a
        part of the packages could be looked up.
    """
    run = run or _run
    command = [tool, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    command += ["--format", "json", "--requirement", str(lock)]
    try:
        # Without --strict pip-audit calls packages that it could not look up free of faults.
        strict = run([*command, "--strict"])
        found = _packages(strict.stdout)
        if found is None:
            # Strict stops at the first package: ask again to say how many it is about.
            second = run(command)
            found = _packages(second.stdout)
    except OSError as error:
        return f"{lock.name}: not audited: pip-audit could not be run ({error})", 0
    if not found:
        return f"{lock.name}: not audited: {_reason(strict.stderr)}", 0
    return _report(lock.name, found, strict.returncode)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _packages(output: str) -> list[dict] | None:
    try:
        return json.loads(output)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return None


def _reason(errors: str) -> str:
    lines = [line for line in errors.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else "the advisory service gave no answer"


def _report(name: str, found: list[dict], status: int) -> tuple[str, int]:
    faults = [package for package in found if package.get("vulns")]
    skipped = [package["name"] for package in found if "vulns" not in package]
    if faults:
        lines = [
            f"  {p['name']} {p['version']}: {fault['id']}, mended in "
            f"{', '.join(fault.get('fix_versions', [])) or 'no version yet'}"
            for p in faults
            for fault in p["vulns"]
        ]
        return "\n".join([f"{name}: faults found in {len(faults)} package(s)", *lines]), 1
    if len(skipped) == len(found):
        return f"{name}: not audited: the advisory service knows none of {len(found)} packages", 0
    if skipped:
        part = f"{len(skipped)} of {len(found)} packages not audited: {', '.join(skipped)}"
        return f"{name}: {part}", 1
    if status:
        return f"{name}: not audited: pip-audit ended with status {status}", 0
    return f"{name}: clean: {len(found)} packages looked up, no known fault", 0


if __name__ == "__main__":
    answers = [audit(sys.argv[1], Path(lock)) for lock in sys.argv[2:]]
    print("\n".join(report for report, _ in answers))
    sys.exit(max(status for _, status in answers))
