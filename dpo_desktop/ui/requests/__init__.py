"""The desk for requests of data subjects."""
