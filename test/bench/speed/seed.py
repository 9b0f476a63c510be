"""What the method costs as it was published: a Mask R-CNN with ResNet-50 and FPN at 900 pixels (torchvision) and a small
autoencoder over a 256x14x14 feature, in PyTorch. One field of 640x480 for each line read, answered by milliseconds of processor time.

Weights are random: they change nothing about the multiply-adds. As many cells are kept as the field holds.
"""
import sys
import time

import torch
from torch import nn
from torchvision.models.detection import maskrcnn_resnet50_fpn

CELLS = 1


def autoencoder() -> nn.Module:
    """To 50 numbers and back; not the paper's layers, but next to nothing beside the detector, as those are."""
    return nn.Sequential(
        nn.Conv2d(256, 128, 3, 2, 1), nn.ReLU(), nn.Conv2d(128, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(64 * 16, 50),
        nn.Linear(50, 64 * 16), nn.ReLU(), nn.Unflatten(1, (64, 4, 4)),
        nn.ConvTranspose2d(64, 128, 3, 2, 1), nn.ReLU(), nn.ConvTranspose2d(128, 256, 2, 2), nn.ReLU())


torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
torch.manual_seed(0)
detector = maskrcnn_resnet50_fpn(weights=None, weights_backbone=None, num_classes=2, min_size=900, max_size=1200,
                                 box_detections_per_img=CELLS, box_score_thresh=0).eval()
reader = autoencoder().eval()
field = torch.rand(3, 480, 640)
features = torch.rand(CELLS, 256, 14, 14)
for line in sys.stdin:
    start, clock = time.process_time(), time.perf_counter()
    with torch.inference_mode():
        detector([field])
        reader(features)
    print((time.process_time() - start) * 1000, (time.perf_counter() - clock) * 1000, flush=True)
