"""A synthetic network for trying out jatan: member workbooks, imported by the same importer as real ones.

Every name is invented. Programme rows are written only through the importer and the services.
"""
