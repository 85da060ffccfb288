"""Training of the gate: pictures that are no frontal chest films."""
