"""The import desk: workbooks come in, what waits is mended, what was not understood is taught."""
