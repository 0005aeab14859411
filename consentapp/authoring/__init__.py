"""Help for whoever writes a form."""
