"""The doors: how people and programs come in. A door renders answers; it decides nothing."""
