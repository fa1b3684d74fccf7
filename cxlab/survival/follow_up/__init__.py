"""What a pot says of its customers: who was observed how long, what they are worth, what can be modelled."""
