"""How much to keep, where, and when to order: neither too much nor too little.

Formulas stand beside the function that uses them, with their source; ``docs/explanation/inventory.md`` tells them in
words. Statistics are floats; a quantity that results is rounded up once, to a whole number of smallest units.
"""
