"""Tables in canonical columns: what each kind holds, codes, keys, days, the order of events."""
