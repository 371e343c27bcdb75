"""Ways through the whole bot as people go them, in a browser and without one."""
