"""List, detail, form, steps and export of any kind of record, from one `Desk`."""
