"""What is done about people: sign in, invite, roles, passwords, second factors, tokens; all of it is written down."""
