"""Operation of the installation: when each periodic entry of the worker last ran, and what a check of it found."""
