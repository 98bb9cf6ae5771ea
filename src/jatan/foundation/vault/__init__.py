"""The vault: protocol S1, which keeps survivors' files readable to those who hold a key and to nobody else.

The only room that touches `cryptography`. This floor knows bytes, keys and contexts; what a case is, cases knows.
"""
