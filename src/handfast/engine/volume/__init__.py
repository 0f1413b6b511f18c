"""Volumes: what to make, buy, move, keep and serve, week by week or month by month, and what is scarce and how much."""
