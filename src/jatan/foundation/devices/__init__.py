"""Phones of the field book: who has enrolled which phone, until when, and what it last said of itself."""
