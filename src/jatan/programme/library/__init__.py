"""Library: information material, studies and booklets with their files, and the copies that were given out.

Photographs of activities and papers of cases are elsewhere: everything here is meant to be distributed.
"""
