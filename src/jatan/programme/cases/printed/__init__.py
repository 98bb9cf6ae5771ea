"""Papers for offices and meetings, made from an open file: what they ask is data (`forms.toml`)."""
