"""How a standard is read from its data, and how a criterion turns a value into points. Pure."""
