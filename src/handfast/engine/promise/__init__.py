"""Promising: from what is left to a date, what feeds it, why not earlier, and what else could be offered."""
