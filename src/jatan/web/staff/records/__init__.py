"""Record pages: one declaration (`Desk`) per kind of record gives list, search, detail, create, edit and withdraw."""
