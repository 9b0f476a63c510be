"""From PyTorch's modules to the names and layouts that the browser reads.

Convolutions are HWIO with batch norm folded in, transposed convolutions HW,out,in, linear layers
in,out; the first box layer takes a 7x7x64 feature flattened row, column, channel.
"""
import numpy as np
import torch
from torch import nn

from network import CHANNELS


def fold(sequence: nn.Sequential) -> nn.Conv2d:
    """One convolution that does what convolution and batch norm do in evaluation."""
    conv, norm = sequence
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    folded = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, conv.padding)
    with torch.no_grad():
        folded.weight.copy_(conv.weight * gain[:, None, None, None])
        folded.bias.copy_(norm.bias - norm.running_mean * gain)
    return folded


def detector_layers(model) -> dict:
    """Name -> layer, of a detector whose batch norms `fold_detector` has folded in."""
    body, heads = model.backbone, model.roi_heads
    layers = {f"stem.{i}": body.stem[i] for i in range(2)}
    for stage in range(1, 5):
        for number, block in enumerate(getattr(body, f"stage{stage}")):
            for part in ("conv1", "conv2", "project"):
                if getattr(block, part) is not None:
                    layers[f"stage{stage}.{number}.{part}"] = getattr(block, part)
    for index in range(4):
        layers[f"fpn.lateral{index + 2}"] = body.lateral[index]
        layers[f"fpn.output{index + 2}"] = body.output[index]
    layers["rpn.conv"] = model.rpn.head.conv
    layers["rpn.objectness"] = model.rpn.head.cls_logits
    layers["rpn.deltas"] = model.rpn.head.bbox_pred
    layers["box.fc1"], layers["box.fc2"] = heads.box_head.fc1, heads.box_head.fc2
    layers["box.score"], layers["box.deltas"] = heads.box_predictor.score, heads.box_predictor.deltas
    for index, layer in enumerate(heads.mask_head.convs):
        layers[f"mask.conv{index + 1}"] = layer
    layers["mask.up"], layers["mask.logits"] = heads.mask_head.up, heads.mask_head.logits
    return layers


def fold_detector(model):
    """Replaces every convolution with batch norm by one convolution, in place."""
    body = model.backbone
    for index in range(2):
        body.stem[index] = fold(body.stem[index])
    for stage in range(1, 5):
        for block in getattr(body, f"stage{stage}"):
            block.conv1, block.conv2 = fold(block.conv1), fold(block.conv2)
            if block.project is not None:
                block.project = fold(block.project)


def autoencoder_layers(model) -> dict:
    layers = {}
    for index, layer in enumerate(model.encoder.convs):
        layers[f"encoder.conv{index + 1}"] = layer
    for index, layer in enumerate(model.encoder.norms):
        layers[f"encoder.norm{index + 1}"] = layer
    for index, layer in enumerate(model.feature.ups):
        layers[f"feature.up{index + 1}"] = layer
    for index, layer in enumerate(model.feature.norms):
        layers[f"feature.norm{index + 1}"] = layer
    for index, layer in enumerate(model.image.layers):
        layers[f"image.{index}"] = layer
    return layers


def round_to_half(layers: dict, bits: int = 8):
    """Rounds every weight to float16 in place, so that PyTorch computes with what is shipped.

    Kernels keep `bits` significant bits only: the zeros left in float16 let a server's gzip or brotli
    take a quarter off the download; no figure changes beyond noise.
    """
    with torch.no_grad():
        for layer in layers.values():
            for value in layer.parameters():
                if value.ndim > 1:
                    mantissa, exponent = torch.frexp(value)
                    value.copy_(torch.ldexp(torch.round(mantissa * 2 ** bits) / 2 ** bits, exponent))
                value.copy_(value.half().float())


def arrays(layers: dict) -> dict:
    """Name -> float16 array in the browser's layout."""
    result = {}
    for name, layer in layers.items():
        weight = layer.weight.detach()
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):  # out,in or in,out first
            weight = weight.permute(2, 3, 1, 0)
        elif isinstance(layer, nn.Linear):
            if name == "box.fc1":
                outputs = weight.shape[0]
                weight = weight.reshape(outputs, CHANNELS, 7, 7).permute(0, 2, 3, 1)
                weight = weight.reshape(outputs, -1)
            weight = weight.T
        result[f"{name}.weight"] = weight.numpy().astype(np.float16)
        result[f"{name}.bias"] = layer.bias.detach().numpy().astype(np.float16)
    return result
