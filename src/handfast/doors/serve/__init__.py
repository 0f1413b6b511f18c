"""Serving a company: settings that diagnose themselves, the addresses of pages and API, the server."""
