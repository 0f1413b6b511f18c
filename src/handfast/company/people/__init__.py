"""Who may do what, and see what: permissions, the roles that hold them, people, and the one gate."""
