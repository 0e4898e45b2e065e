"""What the pages of the service show: frozen views, each read by one module; no HTML."""
