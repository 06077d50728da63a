"""Bytes to typed tables: recognising the format, finding the header, reading every value.

Nothing here knows S3, a database or the clock. Source: contract, sections 3, 12 and 13.
"""
