"""The thinking floor: pure functions over tables and arrays. No Django, no files, no clock, no hidden randomness."""
