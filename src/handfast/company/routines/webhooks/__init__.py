"""Webhooks: addresses outside that are told of events, signed, in order, again until they answer."""
