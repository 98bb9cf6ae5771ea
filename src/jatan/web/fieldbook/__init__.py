"""The field book: the page on the phone, the door by which it sends, and the office's pages about phones and rows."""
