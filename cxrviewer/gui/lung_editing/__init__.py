"""What follows, in the background, when the user corrects the lungs: readouts and proposals."""
