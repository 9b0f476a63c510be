"""From PyTorch's modules to the names and layouts that the browser reads.

Convolutions are HWIO with batch norm folded in, depthwise ones H,W,channel,1, transposed convolutions HW,out,in, linear layers
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
    folded = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, conv.padding, groups=conv.groups)
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


def fold_encoder(model):
    """The same for the second look's instance encoder."""
    model.stem, model.neck = fold(model.stem), fold(model.neck)
    for block in model.blocks:
        for part in range(3):
            block[part] = fold(block[part])


def encoder_layers(model) -> dict:
    """Name -> layer, of an instance encoder whose batch norms `fold_encoder` has folded in."""
    layers = {"stem": model.stem}
    for number, block in enumerate(model.blocks):
        for part, name in enumerate(("expand", "depthwise", "project")):
            layers[f"blocks.{number}.{name}"] = block[part]
    return {**layers, "neck": model.neck}


def is_depthwise(layer) -> bool:
    return isinstance(layer, nn.Conv2d) and layer.groups > 1


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


def channel_axis(layer) -> int:
    """The axis of the output channels in PyTorch's weight."""
    return 1 if isinstance(layer, nn.ConvTranspose2d) else 0


def steps(layer) -> torch.Tensor:
    """The step of int8 for every output channel, float16, shaped to multiply the weight."""
    others = [axis for axis in range(layer.weight.ndim) if axis != channel_axis(layer)]
    largest = layer.weight.detach().abs().amax(others, keepdim=True)
    return (largest / 127).clamp(min=1e-7).half().float().clamp(min=6e-8)


def quantise(layers: dict):
    """Rounds in place, so that PyTorch computes with what is shipped: kernels to int8 with a step for every output
    channel, biases and norms to float16."""
    with torch.no_grad():
        for layer in layers.values():
            if layer.weight.ndim > 1:
                step = steps(layer)
                layer.weight.copy_(torch.round(layer.weight / step).clamp(-127, 127) * step)
                layer.step = step
            else:
                layer.weight.copy_(layer.weight.half().float())
            layer.bias.copy_(layer.bias.half().float())


def arrays(layers: dict) -> dict:
    """Name -> array in the browser's layout: kernels int8 beside their float32 `.scale`, the rest float16."""
    result = {}
    for name, layer in layers.items():
        weight = layer.weight.detach()
        if weight.ndim > 1:
            whole = torch.round(weight / layer.step)
            result[f"{name}.weight"] = laid_out(name, layer, whole).numpy().astype(np.int8)
            axis = {4: 2 if isinstance(layer, nn.ConvTranspose2d) or is_depthwise(layer) else 3, 2: 1}[weight.ndim]
            shape = [1] * weight.ndim
            shape[axis] = -1
            result[f"{name}.weight.scale"] = layer.step.reshape(shape).numpy().astype(np.float32)
        else:
            result[f"{name}.weight"] = weight.numpy().astype(np.float16)
        result[f"{name}.bias"] = layer.bias.detach().numpy().astype(np.float16)
    return result


def laid_out(name: str, layer, weight: torch.Tensor) -> torch.Tensor:
    if is_depthwise(layer):
        return weight.permute(2, 3, 0, 1)
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):  # out,in or in,out first
        return weight.permute(2, 3, 1, 0)
    if name == "box.fc1":
        outputs = weight.shape[0]
        weight = weight.reshape(outputs, CHANNELS, 7, 7).permute(0, 2, 3, 1).reshape(outputs, -1)
    return weight.T
