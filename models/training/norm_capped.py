"""Batch norm and ReLU6 in one, for bfloat16 on a CPU: see norm_capped.cpp. Elsewhere PyTorch's own.

The library is compiled with g++ at its first use, into the folder of temporary files; without a compiler PyTorch's own is used.
"""
import ctypes
import hashlib
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import torch
from torch import nn

SOURCE = Path(__file__).with_suffix(".cpp")
WIDTHS = {16, 24, 32, 64, 96, 144, 192, 256, 384, 576}
CAP, NO_CAP = (0.0, 6.0), (-3e38, 3e38)


@lru_cache
def library():
    """The compiled passes, or None."""
    source = SOURCE.read_bytes()
    path = Path(tempfile.gettempdir()) / f"norm-capped-{hashlib.sha1(source).hexdigest()[:12]}.so"
    if not path.exists():
        part = path.with_suffix(f".{id(source)}")
        command = ["g++", "-O3", "-ffast-math", "-march=native", "-mprefer-vector-width=512", "-fopenmp", "-shared", "-fPIC",
                   str(SOURCE), "-o", str(part)]
        try:
            subprocess.run(command, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print("without the compiled norm:", error, flush=True)
            return None
        part.rename(path)
    return ctypes.CDLL(str(path))


def pointer(x: torch.Tensor):
    return ctypes.c_void_p(x.data_ptr())


def call(name: str, *arguments):
    passed = [pointer(a) if isinstance(a, torch.Tensor) else ctypes.c_float(a) if isinstance(a, float) else
              ctypes.c_long(a) if n else a for n, a in enumerate(arguments)]
    if getattr(library(), name)(*passed):
        raise ValueError(f"{name}: channels are not compiled")


def rows_of(x: torch.Tensor) -> int:
    return x.shape[0] * x.shape[2] * x.shape[3]


class NormCapped(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, norm, limits):
        rows, channels = rows_of(x), x.shape[1]
        total, squares = torch.zeros(2, channels, dtype=torch.float64)
        call("norm_sums", x, rows, channels, total, squares)
        mean = total / rows
        variance = (squares / rows - mean * mean).clamp(min=0)
        with torch.no_grad():
            norm.num_batches_tracked += 1
            norm.running_mean.lerp_(mean.float(), norm.momentum)
            norm.running_var.lerp_((variance * rows / max(rows - 1, 1)).float(), norm.momentum)
        inverse = (variance + norm.eps).rsqrt().float()
        mean = mean.float()
        scale = (weight * inverse).contiguous()
        shift = (bias - mean * scale).contiguous()
        y = torch.empty_like(x)
        call("norm_apply", x, y, rows, channels, scale, shift, *limits)
        ctx.save_for_backward(x, scale, shift, mean, inverse)
        ctx.limits = limits
        return y

    @staticmethod
    def backward(ctx, back):
        x, scale, shift, mean, inverse = ctx.saved_tensors
        rows, channels = rows_of(x), x.shape[1]
        back = back.to(torch.bfloat16).contiguous(memory_format=torch.channels_last)
        total, product = torch.zeros(2, channels, dtype=torch.float64)
        call("norm_back_sums", x, back, rows, channels, scale, shift, *ctx.limits, total, product)
        to_weight = ((product - total * mean) * inverse).float()  # the sum of what comes back times the normalised x
        to_bias = total.float()
        slope = -scale * inverse * to_weight / rows
        level = -scale * to_bias / rows - slope * mean
        result = torch.empty_like(x)
        call("norm_back_apply", x, back, result, rows, channels, scale, shift, *ctx.limits, slope.contiguous(), level.contiguous())
        return result, to_weight, to_bias, None, None


def compiled(x: torch.Tensor, norm) -> bool:
    return (isinstance(norm, nn.BatchNorm2d) and x.dtype == torch.bfloat16 and x.device.type == "cpu" and x.shape[1] in WIDTHS
            and x.is_contiguous(memory_format=torch.channels_last) and library() is not None)


def normed(norm, x: torch.Tensor, capped: bool) -> torch.Tensor:
    """The norm of x, then 0 to 6 where capped."""
    if not compiled(x, norm):
        y = norm(x)
        return y.clamp(0, 6) if capped else y
    limits = CAP if capped else NO_CAP
    if norm.training:
        return NormCapped.apply(x, norm.weight, norm.bias, norm, limits)
    if torch.is_grad_enabled() and x.requires_grad:
        y = norm(x)
        return y.clamp(0, 6) if capped else y
    scale = norm.weight * (norm.running_var + norm.eps).rsqrt()
    shift = norm.bias - norm.running_mean * scale
    call("norm_apply", x, x, rows_of(x), x.shape[1], scale.detach().contiguous(), shift.detach().contiguous(), *limits)
    return x
