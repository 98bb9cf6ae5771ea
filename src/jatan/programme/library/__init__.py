"""Library: information material, studies and booklets with their files, and who received how many.

Not photographs of activities and not papers of a case: what lies here is meant to be handed out.
"""
