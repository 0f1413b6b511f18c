"""The company floor: what is remembered, and who may do what.

Tables and ledger live in one database a company: a SQLite file, or PostgreSQL. Nothing here thinks; thinking is the
engine's. Nothing here talks to people; that is the doors'.
"""
