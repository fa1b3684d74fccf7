"""What results call their columns and metrics: one module per room, `common` for what all share."""
