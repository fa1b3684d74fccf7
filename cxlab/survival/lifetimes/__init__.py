"""From records to lifetimes: dates, purchases, stretches of follow-up."""
