"""Find a code, or make one."""
