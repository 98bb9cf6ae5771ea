"""Records of cases in the field's formats (HTCDS, CTDC, incident recorder): reading, writing, levels of disclosure."""
