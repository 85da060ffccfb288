"""The methods of statistics that checks and evaluations need; tests compare with SciPy and scikit-learn."""
