"""The film on screen: camera, film, layers and texts."""
