"""The parties of measures.py: a module each, with a function for each task it can do, named as the task.

A function takes the data and returns what is timed: a call without arguments that returns the numbers. So a package's
own container (a frame, a survey design) stands ready before the clock runs. A module without the function has no such
measure. The first line of a function's docstring, if any, is printed beside its row.
"""
