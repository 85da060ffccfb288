"""Model packages, networks, preprocessing and its inverse, sessions, Grad-CAM."""
