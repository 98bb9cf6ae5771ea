"""Tools of contributors: checks, system packages, message extraction. Nothing of the product imports them."""
