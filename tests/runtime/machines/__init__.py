"""Several machines on loopback, made by the steps of `docs/how-to/many-machines.md`, and what dies of them."""
