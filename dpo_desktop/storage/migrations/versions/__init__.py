"""One module per schema number, in order. They never import the tables of today."""
