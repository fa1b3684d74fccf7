"""Whether complaints, slow answers and bad scores go before leaving."""
