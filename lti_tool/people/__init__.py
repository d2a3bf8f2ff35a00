"""People: who is enrolled, what is kept of them, how it is shown to them and erased."""
