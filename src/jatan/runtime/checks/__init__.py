"""Checks of the installation. Each returns findings (`foundation.operation`); `settings/checks.py` lists them."""
