"""What is measured of annotations: lengths, angles, ratios, regions."""
