"""The network that says where a cell's picture is not what is usual: crop and rebuilt picture in, a map out.

The squared difference of the two lights up on every lobe of every normal nucleus, for 50 numbers cannot tell where it lies. This
network sees both and has learnt what normal cells differ in (after Zavrtanik et al., DRAEM, ICCV 2021). 6x128x128 in, 64x64 out;
about 80 MMAC a cell.
"""
import torch
from torch import nn
from torch.nn import functional as F

SIDE, MAP = 128, 64
DOWN = ((6, 16, 2), (16, 16, 1), (16, 24, 2), (24, 32, 1), (32, 48, 2), (48, 48, 1), (48, 64, 2), (64, 64, 1))  # inputs, outputs, stride
UP = ((64 + 48, 48), (48 + 32, 32), (32 + 16, 16))  # with what lies beside it on the way down


def convolved(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))


class AnomalyMap(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList([convolved(*shape) for shape in DOWN])
        self.up = nn.ModuleList([convolved(*shape) for shape in UP])
        self.last = nn.Conv2d(UP[-1][1], 1, 3, 1, 1)

    def forward(self, crop, rebuilt):
        """Logits n,1,64,64 of pictures n,3,128,128 in 0..1."""
        x, beside = torch.cat([crop, rebuilt], 1) * 2 - 1, []
        for number, layer in enumerate(self.down):
            x = F.relu(layer(x))
            if number % 2:
                beside.append(x)
        beside.pop()
        for layer in self.up:
            x = F.relu(layer(torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), beside.pop()], 1)))
        return self.last(x)
