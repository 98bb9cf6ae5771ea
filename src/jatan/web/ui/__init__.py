"""What all pages share: components, record pages, forms, paging, permission checks."""
