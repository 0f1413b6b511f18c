"""What the kinds of columns are called, in templates and on the reference page."""

from __future__ import annotations

from handfast.engine.tables import Column, Kind

KIND_WORDS = {
    Kind.KEY: "name",
    Kind.TEXT: "text",
    Kind.CHOICE: "choice",
    Kind.FLAG: "yes or no",
    Kind.INTEGER: "whole number",
    Kind.QUANTITY: "quantity",
    Kind.MONEY: "money",
    Kind.RATIO: "ratio",
    Kind.DATE: "date",
    Kind.MOMENT: "date and time",
}


def kind_words(column: Column) -> str:
    """Return the kind of a column in words."""
    return KIND_WORDS[column.kind]
