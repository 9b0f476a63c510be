"""The instance encoder of the second look: a MobileNetV2 trunk to stride 16, then 1x1 to 256 channels.

224x224 pixels at 0.1 um in, 256x14x14 out; 0.22 GMAC a cell. The trunk is the ImageNet-pretrained one that NOTE.md beside its
weights describes (its block 0 has an expansion too). The kinds are read from the feature's channel means by heads that
exist in training only.
"""
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import safetensors
from kinds import LEAVES
from network import mixed_styles
from norm_capped import normed

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CHANNELS, GRID = 256, 14
BLOCKS = (  # inputs, outputs, widened to, stride
    (32, 16, 32, 1), (16, 24, 96, 2), (24, 24, 144, 1), (24, 32, 144, 2), (32, 32, 192, 1), (32, 32, 192, 1),
    (32, 64, 192, 2), (64, 64, 384, 1), (64, 64, 384, 1), (64, 64, 384, 1), (64, 96, 384, 1), (96, 96, 576, 1), (96, 96, 576, 1),
)
FROZEN = 3  # blocks that stay as pretrained, with the stem: edges and colours are the same everywhere
MIXED = (2, 5)  # after these blocks styles are mixed in training


def convolved(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs))


def passed(layer, x, capped: bool):
    """Through a convolution with its norm, then ReLU6 where capped."""
    if isinstance(layer, nn.Conv2d):  # the norm is folded in
        return layer(x).clamp_(0, 6) if capped else layer(x)
    return normed(layer[1], layer[0](x), capped)


class Block(nn.Sequential):
    """Widen, filter each channel, narrow; added to what came in where the shape stays."""

    def __init__(self, inputs: int, outputs: int, wide: int, stride: int):
        super().__init__(convolved(inputs, wide, 1), convolved(wide, wide, 3, stride, wide), convolved(wide, outputs, 1))
        self.kept = stride == 1 and inputs == outputs

    def forward(self, x):
        y = passed(self[2], passed(self[1], passed(self[0], x, True), True), False)
        return x + y if self.kept else y


class InstanceEncoder(nn.Module):
    """Normalised n,3,224,224 to n,256,14,14, not below zero."""

    def __init__(self):
        super().__init__()
        self.stem = convolved(3, 32, 3, 2)
        self.blocks = nn.ModuleList([Block(*shape) for shape in BLOCKS])
        self.neck = convolved(BLOCKS[-1][1], CHANNELS, 1)
        self.mixes_styles = False

    def forward(self, x):
        with torch.set_grad_enabled(torch.is_grad_enabled() and next(self.stem.parameters()).requires_grad):
            x = self.early(x)
        for number in range(FROZEN, len(self.blocks)):
            x = self.mixed(self.blocks[number](x), number)
        return F.relu(passed(self.neck, x, False))

    def early(self, x):
        x = passed(self.stem, x, True)
        for number in range(FROZEN):
            x = self.mixed(self.blocks[number](x), number)
        return x

    def mixed(self, x, number: int):
        return mixed_styles(x.float()).to(x.dtype) if self.training and self.mixes_styles and number in MIXED else x

    def frozen(self) -> "InstanceEncoder":
        """The early layers neither learn nor count their batches."""
        for part in (self.stem, *self.blocks[:FROZEN]):
            part.requires_grad_(False)
        return self

    def train(self, mode: bool = True):
        super().train(mode)
        if not next(self.stem.parameters()).requires_grad:
            for part in (self.stem, *self.blocks[:FROZEN]):
                part.eval()
        return self


CELL_RADIUS, CELL_RIM = 88, 10  # pixels: where the ground no longer counts, softly


def cell_means(feature: torch.Tensor) -> torch.Tensor:
    """Channel means over a soft disc in the middle: what lies beyond a cell names nothing."""
    size = feature.shape[-1]
    away = (torch.arange(size, device=feature.device) - (size - 1) / 2) * 16
    disc = torch.sigmoid((CELL_RADIUS - torch.hypot(away[:, None], away[None])) / CELL_RIM)
    return (feature.float() * (disc / disc.sum())).sum((2, 3))


class Heads(nn.Module):
    """Leaves, and a place to compare cells in, from the feature's channel means over the cell."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(CHANNELS)
        self.names = nn.Linear(CHANNELS, len(LEAVES))
        self.project = nn.Sequential(nn.Linear(CHANNELS, 128), nn.ReLU(), nn.Linear(128, 64))

    def forward(self, feature):
        pooled = self.norm(cell_means(feature))
        return self.names(F.dropout(pooled, 0.2, self.training)), F.normalize(self.project(pooled), dim=1)


def default_trunk() -> Path:
    return Path(__file__).resolve().parents[2].parent / "shared" / "weights" / "mobilenetv2-1.0" / "mobilenetv2_1.0_trunk.safetensors"


def pretrained(path=None) -> InstanceEncoder:
    """With the trunk's published weights; the 1x1 after it is new."""
    model = InstanceEncoder()
    read = {name: torch.from_numpy(np.array(value)) for name, value in safetensors.read(path or default_trunk()).items()}
    own = model.state_dict()
    model.load_state_dict({name: read.get(name, value) for name, value in own.items()})
    missing = [n for n in own if n not in read and not n.startswith("neck") and not n.endswith("num_batches_tracked")]
    if missing:
        raise SystemExit(f"the trunk lacks {missing}")
    return model


def normalised(pixels: torch.Tensor) -> torch.Tensor:
    """Bytes n,h,w,3 as the encoder takes them."""
    mean, std = (torch.tensor(x, device=pixels.device).view(1, 3, 1, 1) for x in (MEAN, STD))
    return ((pixels.permute(0, 3, 1, 2).float() / 255 - mean) / std).contiguous(memory_format=torch.channels_last)
