"""The first screens: the interviews, a new study, what comes into one."""
