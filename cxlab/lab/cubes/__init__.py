"""What each explorer counts once, so that a choice is answered from memory with the same numbers."""
