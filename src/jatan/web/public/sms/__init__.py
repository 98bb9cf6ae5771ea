"""The webhook through which a commercial SMS gateway delivers messages and reports."""
