"""Which names are one project: the reviewed registry, and what is so alike that it must be one."""
