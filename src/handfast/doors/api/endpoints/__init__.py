"""The API's endpoints, by what they are about."""
