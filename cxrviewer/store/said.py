"""What is said of a study, as rows."""

import json

from cxrviewer.store.drawn import text_value
from cxrviewer.store.rows import OrderedTable, SingleTable
from cxrviewer.study import KeyImage, Verdict


def _labels(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


def _verdict_values(verdict: Verdict) -> tuple[object, ...]:
    texts = (verdict.prediction, verdict.model, verdict.reason)
    return (*map(text_value, texts), int(verdict.agrees))


def _verdict(image: str, prediction: str, model: str, reason: str, agrees: int) -> Verdict:
    return Verdict(image, prediction, model, bool(agrees), reason)


def _key_image_values(image: KeyImage) -> tuple[object, ...]:
    return image.sop_instance_uid, image.frame, text_value(image.note)


LABELS = SingleTable(
    name="labels",
    owner="study",
    columns=("labels",),
    values=lambda labels: (json.dumps(labels),),
    make=_labels,
)
COMMENTS = SingleTable(
    name="comments",
    owner="study",
    columns=("comment",),
    values=lambda comment: (text_value(comment),),
    make=str,
)
VERDICTS = OrderedTable(
    name="verdicts",
    owner="study",
    key="image",
    columns=("prediction", "model", "reason", "agrees"),
    identify=lambda verdict: verdict.image_key,
    values=_verdict_values,
    make=_verdict,
)
KEY_IMAGES = OrderedTable(
    name="key_images",
    owner="study",
    key="image",
    columns=("sop_instance_uid", "frame", "note"),
    identify=lambda image: image.image_key,
    values=_key_image_values,
    make=KeyImage,
)
