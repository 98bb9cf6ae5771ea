"""Interchange of cases: the Human Trafficking Case Data Standard 2.0 under the profile htcds-2.0+jatan-1.

Pure: records in, text out, and back. No table, no page, no key; whoever opened the file brings the record.
"""
