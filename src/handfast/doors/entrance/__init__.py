"""The entrance that pages and API share: which company is served, who comes in, and what each address needs."""
