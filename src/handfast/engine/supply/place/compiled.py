"""How the kernel is compiled: explicit int64 signatures, cached in a private folder of the user.

Numba's own cache notices a changed file but not a changed *callee* in another file, so the folder's name carries a
digest of the whole kernel. Where no folder can be written, the kernel is compiled for each process and a log line
says so. The engine touches files, and asks for cores, only here.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import numba

from handfast.engine import network

Function = TypeVar("Function", bound=Callable[..., Any])
log = logging.getLogger("handfast.engine")
settings: Any = numba.config
njit: Any = numba.njit


KERNEL = Path(__file__).parent
PLAN = KERNEL.parent / "plan"
"""Where what is compiled stands: what promising needs, and what making plans needs beside it."""

MARK = b"\n@compiled("


def source_digest() -> str:
    """Return a digest of everything that the compiled kernel, and the compiled parts of the plan, depend on.

    Where it is installed is part of it: Numba compiles each installation for itself.
    """
    digest = hashlib.sha256(f"{sys.implementation.cache_tag} {numba.__version__} {KERNEL}".encode())
    plan = [path for path in sorted(PLAN.glob("*.py")) if MARK in path.read_bytes()]
    for path in [*sorted(KERNEL.glob("*.py")), *plan, Path(network.__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Return the kernel's private cache folder, or None where none can be written."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    folder = Path(home) / "handfast" / f"kernel-{source_digest()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat()
        private = mode.st_uid == os.getuid() and not mode.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        return folder if private and os.access(folder, os.W_OK) else None
    except OSError:
        return None


FOLDER = cache_folder()
if FOLDER is None:
    log.warning(
        "No private cache folder can be written: the kernel is compiled anew in this process (a minute or two)."
    )


CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else frozenset[int]()
"""Those that the process may use; nothing where the system does not tell."""


def use_any_core() -> None:
    """Let a thread use any core of the process, even where whoever started it keeps to one."""
    if CORES:
        os.sched_setaffinity(0, CORES)


def left_to_compile(folder: Path) -> int:
    """Return how many functions of `KERNEL` or `PLAN` are not kept yet, to be loaded."""
    if FOLDER is None:
        return 0  # nothing can be kept
    kept = {path: len([*FOLDER.glob(f"{folder.name}_*/{path.stem}.*.nbi")]) for path in folder.glob("*.py")}
    return sum(max(0, path.read_bytes().count(MARK) - found) for path, found in kept.items())


def compile_all(folder: Path) -> None:
    """Compile what of `KERNEL` or `PLAN` is not kept yet: what is imported is compiled."""
    for path in sorted(folder.glob("*.py")):
        if MARK in path.read_bytes():
            import_module(f"{__package__.rpartition('.')[0]}.{folder.name}.{path.stem}")


def compiled(signature: Any, *, nogil: bool = False) -> Callable[[Function], Function]:
    """Compile a function for `signature` (all int64), cached in the kernel's own folder.

    Compiled without Numba's reference counting (`_nrt`): the kernel only works on arrays it was given, and counting
    them at every call took four fifths of its time (measured: 100 us a placement with it, 19 us without). So a compiled
    function must not allocate.

    Parameters
    ----------
    nogil
        Whether other threads go on meanwhile: for what takes long; a short call would wait longer for its turn again.
    """

    def decorate(function: Function) -> Function:
        before = settings.CACHE_DIR
        settings.CACHE_DIR = str(FOLDER) if FOLDER else before
        try:
            made: Function = njit(signature, cache=FOLDER is not None, nogil=nogil, _nrt=False)(function)
            return made
        finally:
            settings.CACHE_DIR = before

    return decorate


def part(function: Function) -> Function:
    """Compile a function as part of those that call it: with them, for their types, and kept in their cache.

    Loading a compiled function costs about 20 ms, so only those are `compiled` by themselves that Python calls, and
    those that call themselves (which Numba cannot keep inside another's cache).
    """
    made: Function = njit(function, _nrt=False)
    return made


def inlined(function: Function) -> Function:
    """Compile a small function into each that calls it: a call hands over all arrays of a company, which costs more."""
    made: Function = njit(function, _nrt=False, forceinline=True)
    return made
