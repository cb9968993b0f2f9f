"""Is the engine right? Its results beside some that were found in another way.

Hand-worked cases, plain pandas, scikit-learn, groups that are known because they were made up, and
results that others published. Each comparison is handed what the engine found, so that it can be
handed something wrong as well, to see that it says so.
"""
