"""The verbs, one file each: ``declare`` adds its arguments, ``run`` does it and returns the exit code."""
