"""What is patched in other packages was read in the versions that are installed."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import pytest

from helpers import provenance
from helpers.book import patches

READ_IN = patches.READ_IN | provenance.READ_IN


@pytest.mark.parametrize("package", READ_IN)
def test_the_insides_that_are_used_were_read_in_the_installed_version(package):
    read, installed = READ_IN[package], version(package)
    where = "provenance" if package in provenance.READ_IN else "book.patches"
    assert read == installed, f"look at helpers.{where} again for {package} {installed}"


def test_each_patch_says_what_goes_wrong_without_it():
    applied = [f for name, f in inspect.getmembers(patches) if name.startswith("_remember")]
    assert applied
    assert all(f.__doc__.startswith("Without it ") for f in applied)
