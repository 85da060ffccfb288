"""Networks by name; weights are separate."""

from cxrviewer.inference.networks.registry import NETWORKS, NetworkEntry, build_network

__all__ = ["NETWORKS", "NetworkEntry", "build_network"]
