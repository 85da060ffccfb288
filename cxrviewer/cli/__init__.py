"""The command line; its commands are listed here so that the window can start without loading them."""

COMMANDS = frozenset(
    {
        "view",
        "snapshot",
        "render",
        "analyse",
        "anonymise",
        "texture",
        "models",
        "check-data",
        "train",
        "evaluate",
        "compare",
        "robustness",
        "triage",
        "serve",
        "runs",
        "self-test",
        "export",
        "import-annotations",
    }
)
