"""What a header tells of where its message comes from: who checked what, the way it took, names made to deceive.

Read ``origin.py`` first.
"""
