"""One module per subject: its headless twin, its cube, what may be chosen."""
