"""The kernel: place a demand on what supply and capacity are left.

One idea a file, from the bottom up: `compiled` (how Numba is used), `arrays` (what the kernel works on),
`journal` (every change written down, undone exactly), `timeline` (lead times), `loads` (a run's minutes on its
resources), `need` (stock, then runs, then their inputs), `bound` (no date before this one), `earliest` (the date).

Importing this package loads Numba and the compiled kernel; nothing else does.
"""
