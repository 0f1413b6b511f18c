"""The order-level plan: every demand placed in a good order, then improved under one explicit objective."""
