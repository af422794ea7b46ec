"""能源资源: what the complex uses of energy and water, by meter, unit and item."""
