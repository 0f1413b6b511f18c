"""Sample companies, generated from a seed; :mod:`handfast.examples.alder_and_pine` is the one of the tutorial."""
