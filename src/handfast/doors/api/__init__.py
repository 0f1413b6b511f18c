"""The REST API, under ``/api/v1``: what programs ask, hold, promise and read. It decides nothing itself."""
