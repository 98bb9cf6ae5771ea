"""A synthetic network for trying the house: workbooks as offices keep them, read by the same importer as real ones.

Every name is invented. Nothing here writes a programme row except through the importer and the services.
"""
