"""Django's settings, the options of an installation, the event and clock tables."""
