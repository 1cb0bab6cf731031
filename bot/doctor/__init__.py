"""The doctor: looks at an installation, changes nothing, and says in one line each what is to be done."""
