"""The autoencoder of AE-CFE (Salehi, Sadafi et al., MICCAI 2022), narrowed for the browser.

It sees the 256x14x14 RoI feature of a cell, min-max scaled to [-1, 1], and no label. 200 channels are
not divisible by the paper's 32 groups; 25 true groups are used. The image decoder is a tenth of the
paper's and below: about 55 MMAC a cell where the paper's widths cost 2.5 GMAC.
"""
import torch
from torch import nn
from torch.nn import functional as F
from torchvision.ops import roi_align

EMBEDDING = 50
IMAGE_SIZE = 128
EPSILON = 0.05  # large on purpose: in groups of three, pure normalisation would leave one angle of three numbers
ENCODER = ((256, 200, 3, 1), (200, 150, 3, 2), (150, 100, 3, 1), (100, 70, 2, 1), (70, 60, 2, 1),
           (60, EMBEDDING, 1, 1))  # inputs, outputs, kernel, stride; no padding
GROUPS = (25, 30, 10, 10, 20)
FEATURE = ((EMBEDDING, 150, 5, 1), (150, 200, 4, 2), (200, 256, 3, 1))  # transposed, no padding
FEATURE_GROUPS = (30, 25)
IMAGE = (  # kind, inputs, outputs, kernel, stride, padding, activation
    ("conv", 256, 64, 1, 1, 0, "relu"),  # 14
    ("upconv", 64, 48, 3, 1, 0, "relu"),  # 16
    ("upconv", 48, 32, 4, 2, 1, "relu"),  # 32
    ("upconv", 32, 24, 4, 2, 1, "relu"),  # 64
    ("upconv", 24, 12, 4, 2, 1, "relu"),  # 128
    ("conv", 12, 3, 3, 1, 1, "sigmoid"),
)


def transposed(layer: nn.ConvTranspose2d, x: torch.Tensor) -> torch.Tensor:
    """The transposed convolution, as an ordinary one: PyTorch's own is several times slower on a CPU.

    Stride 1 is a convolution with the kernel turned. At stride 2 (kernel 4) each output pixel of a 2x2 group
    sees some of the kernel's rows and columns only (index 4 is a zero), and the groups are shuffled into place.
    """
    size, padding = layer.kernel_size[0], layer.padding[0]
    if layer.stride[0] == 1:
        kernel = layer.weight.flip(2, 3).transpose(0, 1)
        return F.conv2d(x, kernel, layer.bias, padding=size - 1 - padding)
    rows = torch.tensor([[3, 1, 4], [4, 2, 0]] if padding == 1 else [[2, 0], [3, 1]], device=x.device)
    kernel = F.pad(layer.weight, (0, 1, 0, 1))[:, :, rows][..., rows]  # in, out, 2, k, 2, k
    kernel = kernel.permute(1, 2, 4, 0, 3, 5).reshape(-1, x.shape[1], *rows.shape[1:] * 2)
    return F.pixel_shuffle(F.conv2d(x, kernel, layer.bias.repeat_interleave(4), padding=1), 2)


class Encoder(nn.Module):
    """Convolution, group norm, ReLU, five times; a last convolution and tanh. Result: n,50."""

    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(*shape) for shape in ENCODER])
        self.norms = nn.ModuleList(
            [nn.GroupNorm(g, shape[1], EPSILON) for g, shape in zip(GROUPS, ENCODER)])

    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms):
            x = F.relu(norm(conv(x).float()))
        return torch.tanh(self.convs[-1](x)).flatten(1)


class FeatureDecoder(nn.Module):
    """Transposed convolutions with group norm and ReLU between, tanh last. Result: n,256,14,14."""

    def __init__(self):
        super().__init__()
        self.ups = nn.ModuleList([nn.ConvTranspose2d(*shape) for shape in FEATURE])
        self.norms = nn.ModuleList(
            [nn.GroupNorm(g, shape[1], EPSILON) for g, shape in zip(FEATURE_GROUPS, FEATURE)])

    def forward(self, z):
        x = z[:, :, None, None]
        for up, norm in zip(self.ups, self.norms):
            x = F.relu(norm(transposed(up, x).float()))
        return torch.tanh(transposed(self.ups[-1], x))


class ImageDecoder(nn.Module):
    """Draws the cell's crop from the rebuilt feature. Result: n,3,128,128 in 0..1."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        for kind, inputs, outputs, kernel, stride, padding, _ in IMAGE:
            layer = nn.Conv2d if kind == "conv" else nn.ConvTranspose2d
            self.layers.append(layer(inputs, outputs, kernel, stride, padding))

    def forward(self, x):
        for layer, shape in zip(self.layers, IMAGE):
            x = transposed(layer, x) if shape[0] == "upconv" else layer(x)
            x = torch.relu(x) if shape[-1] == "relu" else torch.sigmoid(x)
        return x


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.feature, self.image = Encoder(), FeatureDecoder(), ImageDecoder()

    def forward(self, scaled):
        """Scaled feature in; embedding, rebuilt feature and rebuilt image out."""
        z = self.encoder(scaled)
        rebuilt = self.feature(z)
        return z, rebuilt, self.image(rebuilt)


def crop_images(images: torch.Tensor, boxes) -> torch.Tensor:
    """The image decoder's target: each box's region of the tile, n,3,128,128 in 0..1.

    Bilinear, one sample a pixel: sample i lies at x1 + (i + 0.5) * width / 128 - 0.5 in pixel indices,
    clamped to the tile.
    """
    return roi_align(images, boxes, IMAGE_SIZE, 1.0, 1, aligned=True)


def reconstruction_error(scaled: torch.Tensor, rebuilt: torch.Tensor) -> torch.Tensor:
    """Mean squared error of the rebuilt feature on its [-1, 1] scale, one number a cell."""
    return ((scaled - rebuilt) ** 2).mean((1, 2, 3))


def structural_similarity(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Mean SSIM (7x7 windows, every second pixel) of images in 0..1, one number an image."""
    def mean(x):
        return F.avg_pool2d(x, 7, 2)
    ma, mb = mean(a), mean(b)
    va, vb, cov = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    top = (2 * ma * mb + 1e-4) * (2 * cov + 9e-4)
    return (top / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4))).mean((1, 2, 3))


def distribution_distance(source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Distance of two sets of embeddings: MSE of the means plus half the symmetric KL of covariances.

    Each covariance matrix is made a distribution by a softmax over its entries, as in the paper.
    """
    def spread(z):
        centred = z - z.mean(0)
        return F.log_softmax((centred.T @ centred / (len(z) - 1)).flatten(), 0)
    a, b = spread(source), spread(target)
    divergence = ((a.exp() - b.exp()) * (a - b)).sum() / 2
    return F.mse_loss(source.mean(0), target.mean(0)) + divergence


@torch.no_grad()
def set_up(model: Autoencoder, scaled: torch.Tensor):
    """Begins where every layer sees numbers of about one size: scaled features lie near -1 with little spread, which the norms'
    large epsilon would keep small; the rebuilt feature begins at each channel's mean."""
    x = scaled
    for conv, norm in zip(model.encoder.convs, model.encoder.norms):
        y = conv(x)
        mean, spread = y.mean((0, 2, 3)), y.std((0, 2, 3)) + 1e-4
        conv.weight.div_(spread[:, None, None, None])
        conv.bias.sub_(mean).div_(spread)
        x = F.relu(norm(conv(x)))
    last = model.encoder.convs[-1]
    y = last(x)
    last.weight.div_(2 * y.std((0, 2, 3))[:, None, None, None])
    last.bias.sub_(y.mean((0, 2, 3))).div_(2 * y.std((0, 2, 3)))
    model.feature.ups[-1].bias.copy_(torch.atanh(scaled.mean((0, 2, 3)).clamp(-0.995, 0.995)))
    model.feature.ups[-1].weight.mul_(0.3)
