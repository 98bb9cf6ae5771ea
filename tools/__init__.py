"""Tools for contributors: checks, system packages, message extraction, reference pages. The product does not import
them."""
