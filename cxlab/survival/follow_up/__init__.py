"""What a pot says of its customers: who was observed for how long, what they are worth, what can be modelled."""
