"""The pages, one module each: it reads the request, asks the company, and fills a template. It decides nothing."""
