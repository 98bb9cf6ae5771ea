"""The one visual language: form fields, tables, numbers with their pictures, charts, the corridor map.

Python that templates call; knows no record and asks no database.
"""
