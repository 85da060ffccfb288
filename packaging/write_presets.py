"""Write `docs/presets.md` from the table of recipes and that of their values."""

from pathlib import Path

from cxrviewer.training.presets import (
    PRESETS,
    SETTINGS,
    Group,
    Preset,
    Setting,
    limits_in_words,
    shown_values,
)

PRESETS_FILE = Path(__file__).resolve().parent.parent / "docs" / "presets.md"
_TASKS = {"classify": "classify films", "segment": "lungs", "patches": "classify patches", "gate": "gate"}

_INTRODUCTION = """# Recipes of training

`cxrviewer train TASK DATA --preset NAME --set KEY=VALUE …` takes one of these recipes; every value of
the second table can be changed. This page is written by `make presets` from the tables of the program.

- Recipes `paper-…` hold the values that the two papers print. Where a paper is silent, the description
  says what is not stated and which value is taken. The papers split by film; here no patient is ever on
  both sides.
- Recipes `recommended-…` take the classes of the data, whatever the folders are called (`labels=data`
  makes others do so too), and go on from the models that ship. "COVID", "Lung_Opacity", "Normal" and
  "Viral Pneumonia" are known as the four classes.
- `start` names where the weights begin: nothing (fresh), `imagenet` (torchvision's weights, fetched once
  into the user's cache; without a network give the file), a model package, or a file. What was taken
  over is in the log; weights that do not fit are refused, but for those of the head.
- `stages` trains other classes first: each stage hands on its network but for the head. One command, and
  `--resume` goes on in the stage that was interrupted.
- `frozen=yes` computes the features of the starting network once for every film (kept in the user's
  cache) and trains only the last layer. What comes out is one whole network, with exact Grad-CAM.
- A network of `loss=one_vs_all` answers a sigmoid for each class. Its card says so, and every reader of
  it brings the sigmoids to the sum 1: the softmax of their logarithms, so that calibration by
  temperature holds and the likeliest class stays the same.
- A network of both lungs as one (`paper-a-unet`) gives right and left lung by where the parts lie.
"""


def _recipe(preset: Preset) -> str:
    """Return a recipe with what differs from the usual."""
    values = ", ".join(f"`{key}={value}`" for key, value in shown_values(preset).items() if value)
    return f"### {preset.name}\n*{_TASKS[preset.task]}* · {preset.description}\n\n{values}\n"


def _row(setting: Setting) -> str:
    """Return a row of the table of values."""
    tasks = "" if len(setting.tasks) == len(_TASKS) else ", ".join(_TASKS[one] for one in setting.tasks)
    return f"| `{setting.key}` | {setting.kind} | {limits_in_words(setting)} | {setting.says} | {tasks} |"


def presets_page() -> str:
    """Return the page, Markdown."""
    parts = [_INTRODUCTION, "## The recipes\n"]
    parts += [_recipe(preset) for preset in PRESETS.values()]
    parts.append("## The values\n")
    for group in Group:
        rows = "\n".join(_row(one) for one in SETTINGS.values() if one.group is group)
        head = "| key | kind | limits or choices | what it does | only for |\n|---|---|---|---|---|"
        parts.append(f"### {group}\n{head}\n{rows}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PRESETS_FILE.write_text(presets_page(), encoding="utf-8")
