"""The version stands in one place, and the change log knows it."""

import importlib.metadata
import re

import handfast


def test_the_installed_version_is_the_modules():
    assert importlib.metadata.version("handfast") == handfast.__version__


def test_the_version_is_in_the_change_log(root):
    headings = re.findall(r"^## \[(.+?)\]", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert handfast.__version__ in headings


def test_the_version_is_written_nowhere_else(root):
    assert not re.search(r"^version\s*=", (root / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
