"""How well formcheck does on clips that people have labelled: figures, page, tables."""
