"""The model card's text."""


def rows(figures: dict, depth: str = "") -> list:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += rows(value, f"{depth}{name}: ")
        elif name != "n":
            shown = f"{value:.3f}" if isinstance(value, float) else value
            lines.append(f"| {depth}{name} | {shown} | {figures.get('n', '')} |")
    return lines


def model_card(data, notice: str, figures: dict) -> str:
    sets = "\n".join(f"| {d['name']} | {d['licence']} | {d['use']} | {d['credit']} |" for d in data)
    table = "\n".join(rows({k: v for k, v in figures.items() if k != "reconstruction"}))
    return f"""# smearlens-base

**{notice}**

Finds nucleated cells on stained peripheral blood smears, outlines cell and nucleus, embeds each cell
in 50 numbers and names it: neutrophil, eosinophil, basophil, lymphocyte, monocyte, immature granulocyte
(promyelocyte, myelocyte, metamyelocyte) or erythroblast.

## Parts
- **Detector**: Mask R-CNN with a small residual backbone, a 64-channel pyramid, one class, masks of cell and
  nucleus, at 0.25 um per pixel. 2.5 million parameters. Trained with heavy changes of stain, light, scale and focus.
  A head that names the kind was trained beside it, so that its features know kinds, and is not shipped.
- **Autoencoder**: as in AE-CFE (Salehi, Sadafi et al., MICCAI 2022), on the 256x14x14 RoI feature scaled
  to [-1, 1] per cell. Group norm with 25, 30, 10, 10 and 20 true groups (200 channels are not divisible by the
  published 32), in the order convolution, norm, ReLU. The image decoder is much narrower than published (about
  50 MMAC a cell against 2.5 GMAC): rebuilt images show size, shape, nucleus and colour, not fine granules.
  It saw no labels.
- **Forest**: 100 trees on the 50 numbers, nothing else.

## Data
| set | licence | use | credit |
|---|---|---|---|
{sets}

Outlines of Acevedo's cells were derived from their boxes by GrabCut, nuclei by Otsu's threshold; both are
approximate. The images were resized, restained and recombined; no image is shipped. CC BY 4.0 asks for this credit.

## Training
Detector: 2,198 steps of eight 256x256 canvases, 63 minutes on two busy CPU cores, in four stretches: after step 350 the
kind head got batch norm, after step 957 about half of the canvases, after step 1,330 about two thirds, hold nine
cells in close windows. Autoencoder: 23 minutes, cells drawn from all three train splits, a third of the time without the
alignment of domains. The published loss is kept; added are a floor under each number's spread, alignment on
embeddings of fixed spread, feature errors divided by their variance, the error of each channel's mean, and the image's
mean squared error. Group norm's epsilon is 0.05: in groups of three numbers, pure normalisation would leave one angle.

## Figures for choosing
Measured in PyTorch on BCCD's val split, on a tenth of Acevedo's train split (by hash of the file name) and
on simulated stains of both; none of these images was trained on. They are not test figures.

| figure | value | n |
|---|---|---|
{table}

The product's own figures, on test images and through the command line, are in [FIGURES.md](FIGURES.md).

## Limits
- Kinds were learned from one hospital's labels (Barcelona, one stainer and camera). Other stains were only simulated;
  expect fewer right names elsewhere, most of all among monocytes, immature granulocytes and lymphocytes.
- Blasts, atypical lymphocytes, plasma cells, smudge cells and parasites have no class: they get the nearest name.
- Human blood, with one low-power animal set for the detector. No bone marrow.
- Wants about 0.25 um per pixel; resolutions wrong by more than 1.6 times lose cells.
- The reconstruction error measures what the autoencoder cannot rebuild. It is no measure of disease.
"""
