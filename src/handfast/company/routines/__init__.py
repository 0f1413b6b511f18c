"""Routines: jobs that a worker does, events that are told, webhooks, and what is cleared away in time."""
