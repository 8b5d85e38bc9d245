"""What is patched in other packages was read in the versions that are installed."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import pytest

from helpers.book import patches


@pytest.mark.parametrize("package", patches.READ_IN)
def test_the_insides_that_are_used_were_read_in_the_installed_version(package):
    read, installed = patches.READ_IN[package], version(package)
    assert read == installed, f"look at helpers.book.patches again for {package} {installed}"


def test_each_patch_says_what_goes_wrong_without_it():
    applied = [f for name, f in inspect.getmembers(patches) if name.startswith("_remember")]
    assert applied
    assert all(f.__doc__.startswith("Without it ") for f in applied)
