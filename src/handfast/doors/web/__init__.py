"""The pages: what people see and do in a browser. One module for each page, in ``pages/``."""
