"""The results of an analysis as a record, and back."""

from cxrviewer.export.annotations_json.arrays import MaskRecord, grid_of, grid_record
from cxrviewer.export.annotations_json.patches import PatchesRecord
from cxrviewer.export.annotations_json.schema import (
    AnalysisRecord,
    ClassificationRecord,
    HeatMapRecord,
    LungsRecord,
    TextureRecord,
)
from cxrviewer.study import Analysis, Classification, HeatMap, LungMask, PackedMask


def record_of(analysis: Analysis) -> AnalysisRecord:
    """Return everything that an analysis says."""
    lungs, found = analysis.lungs, analysis.classification
    return AnalysisRecord(
        lungs=LungsRecord(
            mask=MaskRecord.of(PackedMask.of(lungs.labels)), model=lungs.model, edited=lungs.edited
        ),
        areas=analysis.areas,
        classification=None
        if found is None
        else ClassificationRecord(
            probabilities=dict(found.probabilities),
            grouped=dict(found.grouped),
            model=found.model,
            operating_points=dict(found.operating_points),
            novelty=found.novelty,
        ),
        heatmaps=tuple(_heatmap_record(one) for one in analysis.heatmaps),
        texture=tuple(TextureRecord.of(one) for one in analysis.texture),
        texture_lascu2021=tuple(TextureRecord.of(one) for one in analysis.texture_lascu2021),
        timings_s=dict(analysis.timings_s),
        notices=analysis.notices,
        quality=analysis.quality,
        patches=None if analysis.patches is None else PatchesRecord.of(analysis.patches),
    )


def _heatmap_record(heatmap: HeatMap) -> HeatMapRecord:
    return HeatMapRecord(
        label=heatmap.label,
        values=grid_record(heatmap.values),
        extent=heatmap.extent,
        lung_share=heatmap.lung_share,
        model=heatmap.model,
    )


def analysis_of(record: AnalysisRecord, image_key: str) -> Analysis:
    """Return the analysis that a record describes.

    Raises
    ------
    ValueError
        If its mask is damaged, the grid of a heat map is no grid, or what patches say does not fit together.
    """
    lungs, found = record.lungs, record.classification
    return Analysis(
        image_key=image_key,
        lungs=LungMask(lungs.mask.packed().labels(), lungs.model, lungs.edited),
        areas=record.areas,
        classification=Classification(
            found.probabilities, found.grouped, found.model, found.operating_points, found.novelty
        )
        if found
        else None,
        heatmaps=tuple(
            HeatMap(one.label, grid_of(one.values), one.extent, one.lung_share, one.model)
            for one in record.heatmaps
        ),
        texture=tuple(one.readout() for one in record.texture),
        timings_s=record.timings_s,
        notices=record.notices,
        texture_lascu2021=tuple(one.readout() for one in record.texture_lascu2021),
        quality=record.quality,
        patches=None if record.patches is None else record.patches.reading(),
    )
