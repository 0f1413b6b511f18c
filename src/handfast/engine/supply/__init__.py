"""Supplying what is asked: the kernel that places one need, and what is built of it."""
