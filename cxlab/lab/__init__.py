"""JupyterLab as a place to explore."""
