"""Benchmarks: each prints its figures beside a reference, and ends in one line of JSON."""
