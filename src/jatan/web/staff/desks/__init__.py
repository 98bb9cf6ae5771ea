"""The desks: one module per programme package declares its record pages; `registry` lists them all."""
