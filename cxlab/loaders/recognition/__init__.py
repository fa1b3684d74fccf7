"""Recognition: what the columns of a file hold, and which table they make."""
