"""Batches of single cells, dressed as another laboratory would show them, all in PyTorch.

A crop is 96x96 (or another size) at the detector's 0.25 um per pixel. Every change of colour acts on glass and red cells too, and the
crop is then balanced by these, as the product does with a slide (`balance.py`).
"""
import math

import cv2
import numpy as np
import torch
from torch.nn import functional as F

from balance import GLASS, HUE, LARGEST_POWER, RED_CELL, UNBALANCED, nucleus_powers
from cells import FINE
from leaves import kind_of_leaves, leaves_of
from network import MEAN

FOREIGN = 3.0  # how much likelier a labelled cell of the small second laboratory is drawn
KEPT = 208  # side of the stored pictures at FINE: room for turning and for coarser scales


class CellCrops:
    """The fields' cells in memory; `draw` gives a dressed batch, `plain` the cells as they are.

    `labelled` leaves out the cells whose kind nobody has told.
    """

    def __init__(self, fields, size: int = 96, labelled: bool = False):
        cells = [(f, i) for f in fields for i in range(len(f.boxes)) if f.site != "acevedo" or f.kind >= 0]
        possible = [leaves_of(f, i) for f, i in cells]
        if labelled:
            kept = [n for n, p in enumerate(possible) if kind_of_leaves(p) >= 0]
            cells, possible = [cells[n] for n in kept], [possible[n] for n in kept]
        self.size = size
        self.names = [f.name for f, _ in cells]
        self.sites = [f.site for f, _ in cells]
        self.kinds = torch.tensor([kind_of_leaves(p) for p in possible])
        self.possible = torch.from_numpy(np.stack(possible))
        self.pictures = np.empty((len(cells), KEPT, KEPT, 4), np.uint8)
        for number, (field, index) in enumerate(cells):
            self.pictures[number] = around(field, index)
        # pixels of the detector per pixel kept, and the longest side of the box in the former
        self.native = torch.tensor([1.0 if f.site == "warty-pig" else FINE / 0.25 for f, _ in cells])
        self.spans = self.native * torch.tensor(
            [float((f.boxes[i, 2:] - f.boxes[i, :2]).max()) for f, i in cells])
        # rare leaves come more often, yet not as often as common ones
        count = self.possible.sum(0).clamp(min=1)
        self.chance = (self.possible / count.sqrt()).sum(1) / self.possible.sum(1)
        self.chance[self.of("bccd")] *= FOREIGN

    def __len__(self):
        return len(self.names)

    def of(self, site: str) -> torch.Tensor:
        return torch.tensor([i for i, s in enumerate(self.sites) if s == site], dtype=torch.long)

    def draw(self, rng: torch.Generator, count: int):
        """Images n,3,s,s in 0..1; boxes n,4; possible leaves n,10. Labelled cells only."""
        index = torch.multinomial(self.chance * (self.kinds >= 0), count, True, generator=rng)
        return *self.view(index, rng)[:2], self.possible[index]

    def view(self, index: torch.Tensor, rng: torch.Generator, strength: float = 1.0):
        """These cells, turned, scaled by up to 1.45 and dressed, each by half to twice the `strength`:
        images n,3,s,s; boxes n,4; masks n,1,s,s."""
        images, masks = self.placed(rng, index, math.log(1.45), 7.0, True)
        strength = strength * torch.exp2(2 * torch.rand(len(index), generator=rng) - 1)
        images = degraded(rng, dressed(rng, other_ground(rng, images, masks), strength))
        boxes = bounds(masks)
        return cut_short(rng, images, boxes), self.jittered(rng, boxes, 0.05), masks

    def plain(self, index: torch.Tensor, rng: torch.Generator, stain: float = 0.0, spread: float = 1.0,
              unbalanced: float = 0.12):
        """The cells as they are, for choosing; `stain` dresses them, `spread` errs in the resolution."""
        images, masks = self.placed(rng, index, math.log(spread), 3.0, spread > 1 or stain > 0)
        if stain:
            images = degraded(rng, dressed(rng, images, stain, unbalanced))
        return images, self.jittered(rng, bounds(masks), 0.02)

    def placed(self, rng, index, spread: float, shift: float, turn: bool):
        """Turned, mirrored, scaled, moved; sampled bilinearly from the finer pictures."""
        count = len(index)
        uniform = lambda *shape: torch.rand(*shape, generator=rng) * 2 - 1
        factor = torch.exp(uniform(count) * spread)
        factor = torch.minimum(factor, (self.size - 6) / self.spans[index])
        angle = uniform(count) * math.pi if turn else torch.zeros(count)
        stretch = torch.exp(uniform(count, 2) * 0.07) if turn else torch.ones(count, 2)
        flip = torch.where(torch.rand(count, generator=rng) < 0.5, -1.0, 1.0) if turn else torch.ones(count)
        reach = self.size / (factor * self.native[index] * KEPT)  # half the crop in the kept picture's -1..1
        turned = torch.stack([angle.cos() * flip, -angle.sin(), angle.sin() * flip, angle.cos()], 1)
        matrix = turned.view(-1, 2, 2) / stretch[:, None] * reach[:, None, None]
        move = torch.einsum("nij,nj->ni", matrix, uniform(count, 2) * shift / (self.size / 2))
        # from -1..1 across the crop and across the picture to their pixels' indices
        middle = matrix.sum(2) * (1 / self.size - 1) + move + 1
        pixels = torch.cat([matrix * KEPT / self.size, (middle * KEPT / 2 - 0.5)[:, :, None]], 2).numpy()
        soft = factor * self.native[index] < 0.51  # against aliasing
        placed = np.empty((count, self.size, self.size, 4), np.uint8)
        for number, (cell, way, softly) in enumerate(zip(index.tolist(), pixels, soft.tolist())):
            picture = cv2.blur(self.pictures[cell], (3, 3)) if softly else self.pictures[cell]
            cv2.warpAffine(picture, way, (self.size, self.size), placed[number], cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                           cv2.BORDER_REFLECT)
        placed = torch.from_numpy(placed).permute(0, 3, 1, 2).float() / 255
        return placed[:, :3], placed[:, 3:]

    def jittered(self, rng, boxes: torch.Tensor, amount: float) -> torch.Tensor:
        size = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)
        moved = boxes + size * torch.randn(boxes.shape, generator=rng).clamp(-2, 2) * amount
        return moved.clamp(0, self.size)


def around(field, index: int) -> np.ndarray:
    """The field's picture and a cell's mask around its box: 208,208,4 bytes."""
    centre = (field.boxes[index, :2] + field.boxes[index, 2:]) / 2
    corner = np.round(centre - KEPT / 2).astype(int)
    height, width = field.rgb.shape[:2]
    both = np.dstack([field.rgb, (field.cells == index + 1).astype(np.uint8) * 255])
    pad = np.maximum([-corner[1], corner[1] + KEPT - height, -corner[0], corner[0] + KEPT - width], 0)
    rgb = cv2.copyMakeBorder(both[..., :3].copy(), *pad.tolist(), cv2.BORDER_REFLECT_101)
    mask = cv2.copyMakeBorder(both[..., 3].copy(), *pad.tolist(), cv2.BORDER_CONSTANT, value=0)
    y, x = corner[1] + pad[0], corner[0] + pad[2]
    return np.dstack([rgb, mask])[y:y + KEPT, x:x + KEPT]


def bounds(masks: torch.Tensor) -> torch.Tensor:
    """Boxes x1, y1, x2, y2 around each mask n,1,h,w."""
    inside = masks[:, 0] > 0.5
    result = []
    for axis in (1, 2):
        along = inside.any(axis)
        size = along.shape[1]
        first = along.float().argmax(1)
        last = size - along.flip(1).float().argmax(1)
        result.append((first, last))
    (x1, x2), (y1, y2) = result
    return torch.stack([x1, y1, x2, y2], 1).float()


def cut_short(rng, images, boxes):
    """Some crops end near the cell, as single-cell pictures do; beyond is the padding that the detector adds."""
    size = images.shape[-1]
    at = torch.arange(size) + 0.5
    rim = (boxes[:, 2:] - boxes[:, :2]).amax(1)[:, None] * (0.05 + 0.5 * torch.rand(len(boxes), 4, generator=rng))
    ends = boxes + rim * torch.tensor([-1.0, -1, 1, 1])
    across = (at >= ends[:, :1]) & (at <= ends[:, 2:3])
    down = (at >= ends[:, 1:2]) & (at <= ends[:, 3:])
    inside = (down[:, :, None] & across[:, None, :])[:, None]
    inside |= torch.rand(len(boxes), 1, 1, 1, generator=rng) > 0.2
    return torch.where(inside, images, torch.tensor(MEAN).view(3, 1, 1))


def other_ground(rng, images, masks):
    """A cell's kind is not told by what lies beside it: some grounds are painted over or swapped."""
    draw = torch.rand(len(images), generator=rng)[:, None, None, None]
    wider = F.max_pool2d(masks, 5, 1, 2)
    masks = torch.where(torch.rand(len(images), 1, 1, 1, generator=rng) < 0.5, masks, wider)
    ground = ((images * (1 - masks)).sum((2, 3)) / (1 - masks).sum((2, 3)).clamp(min=1))[:, :, None, None]
    # the whole ground in one colour is balanced as if that were glass
    even = (images * (GLASS / 255 / ground.clamp(min=0.2))).clamp(0, 1)
    painted = even * masks + GLASS / 255 * (1 - masks)
    swapped = images * masks + images[torch.randperm(len(images), generator=rng)] * (1 - masks)
    swapped_ok = torch.where(wider > 0.5, images * masks + ground * (1 - masks), swapped)
    images = torch.where(draw < 0.12, painted, images)
    return torch.where((draw >= 0.12) & (draw < 0.27), swapped_ok, images)


def dressed(rng, images: torch.Tensor, strength, unbalanced: float = UNBALANCED) -> torch.Tensor:
    """Another laboratory's dyes, lamp and camera, balanced by its glass and red cells, a share by its glass alone. Images
    n,3,h,w in 0..1; one strength or n."""
    count = len(images)
    strength = torch.as_tensor(strength).expand(count)[:, None]
    normal = lambda *shape: torch.randn(*shape, generator=rng)
    maybe = lambda share: (torch.rand(count, generator=rng) < share)[:, None, None, None]
    glass = torch.full((count, 3, 1, 1), GLASS / 255)

    def density(x):
        return -torch.log((x * 255 + 1) / 256)

    def changed(x, mixing, gains, light, gamma, colour, lift):
        stain = (density(x) - density(glass)).clamp(min=-0.05)
        stain = torch.einsum("ncd,nchw->ndhw", mixing, stain) * gains
        value = torch.exp(-(stain.clamp(min=-0.05) + light)).clamp(0, 1) ** gamma
        grey = value.mean(1, keepdim=True)
        return ((grey + (value - grey) * colour) + lift).clamp(0, 1)

    mixing = torch.eye(3) + normal(count, 3, 3) * 0.14 * strength[..., None] * (1 - 0.4 * torch.eye(3))
    gains = torch.exp(normal(count, 3) * 0.28 * strength + normal(count, 1) * 0.22 * strength)
    light = torch.rand(count, 3, generator=rng) * 0.2 + torch.where(
        torch.rand(count, 1, generator=rng) < 0.4, torch.rand(count, 3, generator=rng) * 0.5, torch.zeros(1))
    gamma = torch.where(maybe(0.5), torch.exp(normal(count, 1, 1, 1) * 0.25 * strength[..., None, None]), torch.ones(1))
    colour = torch.where(maybe(0.5), 0.2 + 1.5 * torch.rand(count, 1, 1, 1, generator=rng), torch.ones(1))
    lift = torch.where(maybe(0.3), normal(count, 1, 1, 1) * 0.04, torch.zeros(1))
    told = (mixing, gains[:, :, None, None], light[:, :, None, None], gamma, colour, lift)
    lit = changed(glass, *told).clamp(min=0.1)
    usual = torch.tensor(RED_CELL).view(1, 3, 1, 1)
    found = -torch.log((changed(glass * torch.exp(-usual), *told) / lit).clamp(1e-3, 1))
    wanted = torch.log(usual / found.clamp(min=0.02))
    strength_wanted = wanted.mean(1, keepdim=True)
    wanted = (strength_wanted + HUE * (wanted - strength_wanted)).clamp(-math.log(LARGEST_POWER), math.log(LARGEST_POWER))
    power = torch.exp(wanted)
    power = torch.where(maybe(1 - unbalanced), power, torch.ones(1)) * torch.exp(normal(count, 3, 1, 1) * 0.1 + normal(count, 1, 1, 1) * 0.08)
    value = GLASS / 255 * (changed(images, *told) / lit) ** power
    spread = torch.where(maybe(0.15), torch.tensor(0.12), torch.tensor(0.03))
    value = value * torch.exp(-normal(count, 3, 1, 1) * spread - normal(count, 1, 1, 1) * 0.05)
    return torch.where(maybe(0.88), value, images).clamp(0, 1)


def by_nuclei(images: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
    """Each crop balanced as the product does a picture cut around its cell, a third of the box away, by the cell's nucleus."""
    images = images.clone()
    for image, (x1, y1, x2, y2) in zip(images, boxes.tolist()):
        rim = max(x2 - x1, y2 - y1) / 3
        rows, columns = (slice(max(0, round(a - rim)), round(b + rim)) for a, b in ((y1, y2), (x1, x2)))
        seen = (image[:, rows, columns] * 255).permute(1, 2, 0).numpy()
        power = torch.from_numpy(nucleus_powers(seen, np.ones(3))).float().view(3, 1, 1)
        image[:] = (GLASS / 255 * (image / (GLASS / 255)) ** power).clamp(0, 1)
    return images


def degraded(rng, images: torch.Tensor) -> torch.Tensor:
    """Focus, sharpening, coarser sampling, noise, JPEG: each on some of the batch."""
    images = images.clone()
    order = torch.randperm(len(images), generator=rng)
    share = lambda a, b: order[int(a * len(order)):int(b * len(order))]
    uniform = lambda a, b: a + (b - a) * float(torch.rand(1, generator=rng))
    for begin in (0.0, 0.12):
        some = share(begin, begin + 0.12)
        images[some] = blurred(images[some], uniform(0.4, 1.6))
    some = share(0.24, 0.36)
    images[some] = (images[some] * 1.8 - blurred(images[some], 1.2) * 0.8).clamp(0, 1)
    some = share(0.36, 0.5)
    small = F.interpolate(images[some], size=int(uniform(40, 84)), mode="area")
    images[some] = F.interpolate(small, size=images.shape[-1], mode="bilinear", align_corners=False)
    some = torch.randperm(len(images), generator=rng)[:len(images) // 4]
    noise = torch.randn(images[some].shape, generator=rng)
    images[some] = (images[some] + noise * uniform(0.004, 0.035)).clamp(0, 1)
    for index in torch.randperm(len(images), generator=rng)[:len(images) // 4].tolist():
        picture = (images[index].permute(1, 2, 0).numpy() * 255).astype(np.uint8)
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(uniform(25, 92))])
        images[index] = torch.from_numpy(cv2.imdecode(data, 1)).permute(2, 0, 1).float() / 255
    return images


def blurred(images: torch.Tensor, sigma: float) -> torch.Tensor:
    reach = max(1, round(2.5 * sigma))
    x = torch.arange(-reach, reach + 1).float()
    line = torch.exp(-x ** 2 / (2 * sigma ** 2))
    line = (line / line.sum()).repeat(images.shape[1], 1, 1, 1)
    padded = F.pad(images, (reach, reach, reach, reach), "replicate")
    across = F.conv2d(padded, line, groups=images.shape[1])
    return F.conv2d(across, line.transpose(2, 3), groups=images.shape[1])
