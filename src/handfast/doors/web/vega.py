"""The script that draws charts: out of the wheel of vl-convert, made once for each version of it and kept."""

from __future__ import annotations

import os
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NAME = "vega.js"


def vega_file() -> Path | None:
    """Return the file of the script; None where vl-convert is not installed, and no chart can be drawn."""
    try:
        wheel = version("vl-convert-python")
    except PackageNotFoundError:
        return None
    for folder in _folders():
        path = folder / f"vega-{wheel}.js"
        if path.is_file() or _made(path):
            return path
    return None


def _folders() -> list[Path]:
    """Return where it may be kept: the user's cache, or a folder that only this user can write."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return [Path(home) / "handfast", Path(tempfile.gettempdir()) / f"handfast-{os.getuid()}"]


def _made(path: Path) -> bool:
    import vl_convert

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.parent.stat().st_uid != os.getuid():
            return False
        with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
            file.write(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
        Path(file.name).replace(path)
    except OSError:
        return False
    return True
