"""Who was at risk when: event tables, life tables, and what curves and tests make of them."""
