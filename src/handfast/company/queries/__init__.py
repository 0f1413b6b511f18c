"""Read models for pages and API; nothing here writes."""
