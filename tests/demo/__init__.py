"""The trial as a newcomer meets it: started as its own program, used through its pages, stopped by a signal."""
