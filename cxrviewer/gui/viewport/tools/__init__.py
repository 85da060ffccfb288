"""What the left button draws: one class for each way of drawing, registered by hand."""
