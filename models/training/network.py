"""The cell detector: torchvision's Mask R-CNN with a backbone and heads small enough for a browser.

Importable without data. Boxes are x1, y1, x2, y2 in pixels of the (padded) tile, whose resolution is
0.25 um per pixel. Feature maps are named p2, p3, p4, p5 with strides 4, 8, 16, 32.
"""
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.roi_heads import RoIHeads, fastrcnn_loss
from torchvision.models.detection.rpn import RegionProposalNetwork
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import MultiScaleRoIAlign, roi_align

from leaves import KIND_OF_LEAF, LEAVES, leaf_loss

MICRONS_PER_PIXEL = 0.25
MEAN = (0.75, 0.65, 0.75)
STD = (0.20, 0.22, 0.18)
LEVELS = ("p2", "p3", "p4", "p5")
STRIDES = {"p2": 4, "p3": 8, "p4": 16, "p5": 32}
ANCHOR_SIZES = ((24, 34), (48, 68), (96, 136))
RATIOS = (0.7, 1.0, 1.4)
CHANNELS = 64
WIDTHS = (24, 48, 96, 160)
FEATURE_SIZE = 14
MASK_CELL, MASK_NUCLEUS = 1, 2
KINDS = (
    "neutrophil", "eosinophil", "basophil", "lymphocyte", "monocyte",
    "immature granulocyte", "erythroblast",
)


def convolution(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution and batch norm (folded into one layer at export)."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs)
    )


class Block(nn.Module):
    """Basic residual block; a 1x1 projection where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1):
        super().__init__()
        self.conv1 = convolution(inputs, outputs, 3, stride)
        self.conv2 = convolution(outputs, outputs)
        changes = stride != 1 or inputs != outputs
        self.project = convolution(inputs, outputs, 1, stride) if changes else None

    def forward(self, x):
        kept = x if self.project is None else self.project(x)
        return F.relu(kept + self.conv2(F.relu(self.conv1(x))))


def mixed_styles(x: torch.Tensor) -> torch.Tensor:
    """Half of the batch with channel means and deviations drawn towards another image's (Zhou et al., MixStyle, 2021):
    in early layers these carry stain and light more than the kind of cell."""
    mean, deviation = x.mean((2, 3), keepdim=True).detach(), (x.var((2, 3), keepdim=True) + 1e-5).sqrt().detach()
    share = torch.distributions.Beta(0.2, 0.2).sample((len(x), 1, 1, 1)).to(x)
    share = torch.where(torch.rand_like(share) < 0.5, share, torch.ones_like(share))
    other = torch.randperm(len(x), device=x.device)
    toward = lambda own: share * own + (1 - share) * own[other]
    return (x - mean) / deviation * toward(deviation) + toward(mean)


class Pyramid(nn.Module):
    """Backbone and feature pyramid: normalised N,3,H,W to p2..p5 of 64 channels each."""

    out_channels = CHANNELS
    mixes_styles = False

    def __init__(self):
        super().__init__()
        self.stem = nn.ModuleList([convolution(3, 24, 3, 2), convolution(24, 24, 3, 2)])
        inputs = 24
        for index, width in enumerate(WIDTHS):
            stride = 1 if index == 0 else 2
            stage = nn.ModuleList([Block(inputs, width, stride), Block(width, width)])
            setattr(self, f"stage{index + 1}", stage)
            inputs = width
        self.lateral = nn.ModuleList([nn.Conv2d(width, CHANNELS, 1) for width in WIDTHS])
        self.output = nn.ModuleList([nn.Conv2d(CHANNELS, CHANNELS, 3, 1, 1) for _ in WIDTHS])
        for module in [*self.lateral, *self.output]:
            nn.init.kaiming_uniform_(module.weight, a=1)
            nn.init.zeros_(module.bias)

    def forward(self, x):
        for layer in self.stem:
            x = F.relu(layer(x))
        stages = []
        for index in range(4):
            for block in getattr(self, f"stage{index + 1}"):
                x = block(x)
            if self.mixes_styles and self.training and index < 2:
                x = mixed_styles(x)
            stages.append(x)
        merged = [None] * 4
        for index in (3, 2, 1, 0):
            merged[index] = self.lateral[index](stages[index])
            if index < 3:
                above = F.interpolate(merged[index + 1], scale_factor=2, mode="nearest")
                merged[index] = merged[index] + above
        return OrderedDict(
            (name, output(level)) for name, output, level in zip(LEVELS, self.output, merged)
        )


class UnscaledTransform(GeneralizedRCNNTransform):
    """Normalises and pads right and below with zeros; never resizes, the reader has done so."""

    def resize(self, image, target):
        return image, target


class ProposalHead(nn.Module):
    def __init__(self, anchors: int):
        super().__init__()
        self.conv = nn.Conv2d(CHANNELS, CHANNELS, 3, 1, 1)
        self.cls_logits = nn.Conv2d(CHANNELS, anchors, 1)
        self.bbox_pred = nn.Conv2d(CHANNELS, anchors * 4, 1)
        for layer in (self.cls_logits, self.bbox_pred):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)

    def forward(self, levels):
        shared = [F.relu(self.conv(level)) for level in levels]
        return [self.cls_logits(x) for x in shared], [self.bbox_pred(x) for x in shared]


class Proposals(RegionProposalNetwork):
    """Region proposals from p3, p4 and p5 only."""

    def forward(self, images, features, targets=None):
        levels = OrderedDict((name, features[name]) for name in LEVELS[1:])
        return super().forward(images, levels, targets)


class Pool(MultiScaleRoIAlign):
    """RoIAlign from one level only, with aligned=True. Result: boxes,64,size,size."""

    def __init__(self, level: str, size: int):
        super().__init__([level], size, 2)
        self.level, self.size = level, size

    def forward(self, features, boxes, image_shapes=None):
        return roi_align(
            features[self.level], boxes, self.size, 1 / STRIDES[self.level], 2, aligned=True
        )


def pool_features(features, boxes, size: int = FEATURE_SIZE) -> torch.Tensor:
    """The cell's feature: p2..p5 pooled and concatenated. Result: boxes,256,size,size."""
    return torch.cat([Pool(level, size)(features, boxes) for level in LEVELS], 1)


def scale_features(x: torch.Tensor) -> torch.Tensor:
    """Min-max scales each cell's feature to [-1, 1], over all its values together."""
    low = x.amin((1, 2, 3), keepdim=True)
    high = x.amax((1, 2, 3), keepdim=True)
    return (x - low) / (high - low).clamp(min=1e-6) * 2 - 1


class BoxHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(CHANNELS * 49, 256)
        self.fc2 = nn.Linear(256, 256)

    def forward(self, x):
        return F.relu(self.fc2(F.relu(self.fc1(x.flatten(1)))))


class BoxPredictor(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(256, 2)
        self.deltas = nn.Linear(256, 8)

    def forward(self, x):
        return self.score(x), self.deltas(x)


class MaskHead(nn.Module):
    """Three convolutions, one upsampling, 28x28 logits: [1] cell, [2] nucleus."""

    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(CHANNELS, CHANNELS, 3, 1, 1) for _ in range(3)])
        self.up = nn.ConvTranspose2d(CHANNELS, CHANNELS, 2, 2)
        self.logits = nn.Conv2d(CHANNELS, 3, 1)

    def forward(self, x):
        if len(x) == 0:  # PyTorch 1.13 cannot convolve an empty batch that is laid out channels last
            return x.new_zeros(0, 3, 2 * x.shape[2], 2 * x.shape[3])
        for layer in self.convs:
            x = F.relu(layer(x))
        return self.logits(F.relu(self.up(x)))


class KindHead(nn.Module):
    """Only for training: names the cell from its scaled feature, so that the features know kinds.

    Two readings: the pooled mean, so that the kind stands in directions that survive a small
    embedding, and a small convolutional one. Noise on the mean keeps the kind's share of the
    feature large against the rest.
    """

    def __init__(self):
        super().__init__()
        self.steady = nn.BatchNorm1d(256)
        self.mean = nn.Sequential(nn.Linear(256, 96), nn.ReLU(), nn.Linear(96, len(LEAVES)))
        self.local = nn.Sequential(
            nn.BatchNorm2d(256), nn.Conv2d(256, 64, 1), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, 96, 3, 2), nn.BatchNorm2d(96), nn.ReLU())
        self.last = nn.Linear(96, len(LEAVES))

    def forward(self, scaled):
        mean = scaled.mean((2, 3))
        if self.training:
            mean = mean + 0.015 * torch.randn_like(mean)
        return self.mean(self.steady(mean)), self.last(self.local(scaled).mean((2, 3)))

    def readings(self, levels, boxes):
        """Both readings' logits n,10 of one box n,4 per image of the batch."""
        # half the size: a quarter of RoIAlign's gradient, which takes a quarter of a step
        return self(scale_features(pool_features(levels, list(boxes[:, None]), FEATURE_SIZE // 2)))


def hard_examples(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross entropy of all cells and of the worst of what is none, two for each cell and eight more (Shrivastava et al.,
    OHEM, 2016): red cells and debris that pass for cells are few among proposals, but all that a reader sees."""
    each = F.cross_entropy(logits, labels, reduction="none")
    cells = labels > 0
    others = each[~cells]
    worst = others.topk(min(len(others), 2 * int(cells.sum()) + 8)).values
    return torch.cat([each[cells], worst]).mean()


class CellHeads(RoIHeads):
    """torchvision's RoI heads with losses that pass over what is not known of a cell."""

    learns_kinds = False

    def forward(self, features, proposals, image_shapes, targets=None):
        if not self.training:
            return super().forward(features, proposals, image_shapes, targets)
        proposals, matched, labels, regression = self.select_training_samples(proposals, targets)
        pooled = self.box_roi_pool(features, proposals, image_shapes)
        logits, deltas = self.box_predictor(self.box_head(pooled))
        box = fastrcnn_loss(logits, deltas, labels, regression)[1]
        losses = {"classifier": hard_examples(logits, torch.cat(labels)), "box": box}
        if self.learns_kinds:
            losses["kind in field"] = self.kind_loss(features, targets)
        losses["cell"], losses["nucleus"] = self.mask_losses(
            features, proposals, matched, labels, targets, image_shapes
        )
        return [], losses

    def mask_losses(self, features, proposals, matched, labels, targets, image_shapes):
        boxes = [p[l > 0] for p, l in zip(proposals, labels)]
        if sum(map(len, boxes)) == 0:
            zero = self.mask_predictor_weight().sum() * 0
            return zero, zero
        logits = self.mask_head(self.mask_roi_pool(features, boxes, image_shapes))
        wanted, known = [], []
        for target, box, match, label in zip(targets, boxes, matched, labels):
            index = match[label > 0]
            rois = torch.cat([torch.arange(len(index)).to(box)[:, None], box], 1)
            maps = target["masks"][index].to(box)
            wanted.append(roi_align(maps, rois, logits.shape[-1], 1.0, 2, aligned=True))
            known.append(target["known"][index].to(box))
        wanted, known = torch.cat(wanted).clamp(0, 1), torch.cat(known)
        loss = F.binary_cross_entropy_with_logits(logits[:, 1:], wanted, reduction="none")
        loss = (loss.mean((2, 3)) * known).sum(0) / known.sum(0).clamp(min=1)
        return loss[0], loss[1]

    def mask_predictor_weight(self):
        return self.mask_head.logits.weight

    def kind_loss(self, features, targets):
        """Cross entropy of the kind on jittered boxes of the labelled cells, where they lie in a field."""
        kinds = torch.cat([t["kinds"][t["kinds"] >= 0] for t in targets])
        if len(kinds) < 2:
            return self.kind_head.last.weight.sum() * 0
        boxes = [t["boxes"][t["kinds"] >= 0] for t in targets]
        boxes = [b + (b[:, 2:] - b[:, :2]).repeat(1, 2) * (torch.rand_like(b) - 0.5) * 0.15 for b in boxes]
        scaled = scale_features(pool_features(features, boxes, FEATURE_SIZE // 2))
        possible = torch.tensor([[float(kind == k) for kind in KIND_OF_LEAF] for k in range(len(KINDS))])
        return sum(leaf_loss(x, possible.to(x)[kinds]) for x in self.kind_head(scaled)) / 2


class Detector(MaskRCNN):
    """Mask R-CNN for nucleated cells. `score` is the lowest score that a detection may have."""

    def __init__(self, score: float = 0.01, tile: int = 256):
        super().__init__(
            Pyramid(),
            image_mean=MEAN, image_std=STD,
            rpn_anchor_generator=AnchorGenerator(ANCHOR_SIZES, (RATIOS,) * 3),
            rpn_head=ProposalHead(6),
            box_roi_pool=Pool("p3", 7), box_head=BoxHead(), box_predictor=BoxPredictor(),
            mask_roi_pool=Pool("p2", 14), mask_head=MaskHead(), mask_predictor=nn.Identity(),
        )
        rpn = dict(batch_size_per_image=128, positive_fraction=0.5, nms_thresh=0.7)
        self.rpn = Proposals(
            self.rpn.anchor_generator, self.rpn.head, 0.6, 0.3,
            pre_nms_top_n={"training": 200, "testing": 200},
            post_nms_top_n={"training": 96, "testing": 64}, **rpn,
        )
        heads = self.roi_heads
        self.roi_heads = CellHeads(
            heads.box_roi_pool, heads.box_head, heads.box_predictor, 0.5, 0.5, 96, 0.25,
            (10.0, 10.0, 5.0, 5.0), score, 0.5, 64,
            heads.mask_roi_pool, heads.mask_head, heads.mask_predictor,
        )
        self.roi_heads.kind_head = KindHead()
        self.transform = UnscaledTransform(tile, tile, MEAN, STD, size_divisible=tile)

    def pyramid(self, images):
        """Normalised, padded feature levels of a list of 3,H,W images in 0..1."""
        return self.backbone(self.transform(images)[0].tensors)
