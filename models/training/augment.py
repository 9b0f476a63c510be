"""Training canvases: mosaics of resized, turned and restained fields.

A canvas is at the detector's 0.25 um per pixel times the scale drawn for it; boxes are in canvas pixels.
Stain changes act on optical density, as dyes do. All randomness comes from the generator given.
"""
import cv2
import numpy as np

from balance import UNBALANCED, balanced
from cells import FINE, Field

TILE = 256
NATIVE = {"acevedo": FINE / 0.25, "bccd": FINE / 0.25, "raabin": FINE / 0.25, "lmu": FINE / 0.25, "warty-pig": 1.0}


def restain(rng, rgb: np.ndarray, strength: float = 1.0) -> np.ndarray:
    """Another hospital's look: dyes, background, light and camera. RGB bytes in and out."""
    density = -np.log((rgb.astype(np.float32) + 1) / 256)
    if rng.random() < 0.85:
        background = np.percentile(density.reshape(-1, 3)[::11], 12, axis=0)
        # dyes mix into other channels; the identity leads
        mixing = np.eye(3) + rng.normal(0, 0.13 * strength, (3, 3)) * (1 - 0.4 * np.eye(3))
        gains = np.exp(rng.normal(0, 0.28 * strength, 3)) * np.exp(rng.normal(0, 0.2 * strength))
        stain = np.maximum(density - background, -0.05) @ (mixing * gains).astype(np.float32)
        keep = rng.random()
        light = np.array([rng.uniform(0, 0.35), rng.uniform(0, 0.35), rng.uniform(0, 0.35)])
        if rng.random() < 0.5:  # a cast: yellow, teal, blue, green or plain grey
            cast = [(0, 0, 0.55), (0.5, 0.05, 0.1), (0.45, 0.3, 0), (0.35, 0, 0.35), (0.3, 0.3, 0.3),
                    (0.05, 0.25, 0), (0.1, 0.1, 0.45)][rng.integers(7)]
            light = light * 0.35 + np.array(cast) * rng.uniform(0.1, 1.0)
        density = np.maximum(stain, -0.05) + background * keep + light * (1 - keep)
    value = np.exp(-density).clip(0, 1)
    if rng.random() < 0.5:
        value = value ** np.exp(rng.normal(0, 0.25 * strength))
    if rng.random() < 0.5:
        grey = value.mean(2, keepdims=True)
        value = grey + (value - grey) * rng.uniform(0.4, 1.7)
    if rng.random() < 0.4:
        value = value * rng.uniform(0.7, 1.15) + rng.normal(0, 0.03)
    return rebalanced(rng, (value.clip(0, 1) * 255).astype(np.uint8))


def rebalanced(rng, rgb: np.ndarray) -> np.ndarray:
    """Colour balance as before the models, with the errors that it makes on crowded or empty pictures."""
    error = rng.normal(0, 0.15 if rng.random() < 0.15 else 0.03, 3) + rng.normal(0, 0.05)
    power = np.exp(rng.normal(0, 0.08, 3) + rng.normal(0, 0.08))
    return balanced(rgb, np.exp(-error), power, rng.random() > UNBALANCED)


def degrade(rng, rgb: np.ndarray) -> np.ndarray:
    """Focus, noise, sharpening, JPEG."""
    draw = rng.random()
    if draw < 0.3:
        rgb = cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.3, 1.6))
    elif draw < 0.45:
        rgb = cv2.addWeighted(rgb, 1.7, cv2.GaussianBlur(rgb, (0, 0), 1.2), -0.7, 0)
    if rng.random() < 0.3:
        noise = rng.standard_normal(rgb.shape, np.float32) * rng.uniform(1, 9)
        rgb = (rgb + noise).clip(0, 255).astype(np.uint8)
    if rng.random() < 0.35:
        _, data = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(25, 92))])
        rgb = cv2.imdecode(data, 1)
    return np.ascontiguousarray(rgb)


def transformed(rng, field: Field, scale: float) -> Field:
    """The field at `scale` times the detector's resolution, turned and flipped at random."""
    factor = scale * NATIVE[field.site]
    stretch = np.exp(rng.normal(0, 0.05, 2))
    size = np.maximum(np.round(np.array(field.rgb.shape[1::-1]) * factor * stretch), 8).astype(int)
    true = size / np.array(field.rgb.shape[1::-1])
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    rgb = cv2.resize(field.rgb, tuple(size), interpolation=how)
    cells = cv2.resize(field.cells, tuple(size), interpolation=cv2.INTER_NEAREST)
    nuclei = cv2.resize(field.nuclei, tuple(size), interpolation=cv2.INTER_NEAREST)
    boxes = field.boxes * np.tile(true, 2)
    if rng.random() < 0.3:
        angle = rng.uniform(0, 360)
        height, width = rgb.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        paper = np.median(rgb.reshape(-1, 3)[::17], axis=0) if rng.random() < 0.7 else (0, 0, 0)
        mode = dict(borderMode=cv2.BORDER_CONSTANT)
        rgb = cv2.warpAffine(rgb, turn, (width, height), borderValue=tuple(map(float, paper)), **mode)
        cells = cv2.warpAffine(cells, turn, (width, height), flags=cv2.INTER_NEAREST, **mode)
        nuclei = cv2.warpAffine(nuclei, turn, (width, height), flags=cv2.INTER_NEAREST, **mode)
        boxes = turned_boxes(boxes, turn)
    for _ in range(rng.integers(4)):
        rgb, cells, nuclei = (np.rot90(x) for x in (rgb, cells, nuclei))
        height = rgb.shape[0]
        boxes = np.stack([boxes[:, 1], height - boxes[:, 2], boxes[:, 3], height - boxes[:, 0]], 1)
    if rng.random() < 0.5:
        rgb, cells, nuclei = (x[:, ::-1] for x in (rgb, cells, nuclei))
        width = rgb.shape[1]
        boxes = np.stack([width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3]], 1)
    return Field(field.name, field.site, np.ascontiguousarray(rgb), boxes, np.ascontiguousarray(cells),
                 np.ascontiguousarray(nuclei), field.known, field.kind, field.complete)


def turned_boxes(boxes: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Bounds of the turned ellipses inscribed in the boxes (cells are round, corners are not)."""
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 @ turn[:, :2].T + turn[:, 2]
    half = (boxes[:, 2:] - boxes[:, :2]) / 2
    reach = np.sqrt((half ** 2) @ (turn[:, :2].T ** 2))
    return np.concatenate([centre - reach, centre + reach], 1)


class Canvas:
    """Collects pasted fields."""

    def __init__(self, width: int, height: int, colour):
        self.rgb = np.empty((height, width, 3), np.uint8)
        self.rgb[:] = colour
        self.cells = np.zeros((height, width), np.uint8)
        self.nuclei = np.zeros((height, width), np.uint8)
        self.boxes, self.known, self.kinds = [], [], []

    def paste(self, field: Field, left: int, top: int, limits=None):
        """Puts the field's top left corner at (left, top), within limits x1, y1, x2, y2."""
        height, width = self.cells.shape
        x1, y1, x2, y2 = limits or (0, 0, width, height)
        x1, y1 = max(x1, left, 0), max(y1, top, 0)
        x2, y2 = min(x2, width, left + field.rgb.shape[1]), min(y2, height, top + field.rgb.shape[0])
        if x2 <= x1 or y2 <= y1:
            return
        here = np.s_[y1:y2, x1:x2]
        there = np.s_[y1 - top:y2 - top, x1 - left:x2 - left]
        self.rgb[here] = field.rgb[there]
        self.nuclei[here] = field.nuclei[there]
        instances = field.cells[there]
        self.cells[here] = 0
        for index, box in enumerate(field.boxes):
            whole = np.maximum(box[2:] - box[:2], 1)
            moved = box + (left, top, left, top)
            cut = np.array([max(moved[0], x1), max(moved[1], y1), min(moved[2], x2), min(moved[3], y2)])
            seen = np.maximum(cut[2:] - cut[:2], 0)
            if seen.prod() < 0.4 * whole.prod() or seen.min() < 6:
                continue
            self.boxes.append(cut)
            number = len(self.boxes)
            known = field.known[index]
            self.known.append(known)
            self.kinds.append(field.kind if seen.prod() > 0.75 * whole.prod() else -1)
            self.cells[here][instances == index + 1] = number

    def put(self, field: Field, left: int, top: int):
        """Pastes the field's first cell alone, cut out along its mask, its edge blended over a pixel."""
        height, width = self.cells.shape
        x1, y1, x2, y2 = np.round(field.boxes[0]).astype(int) + (-2, -2, 2, 2)
        x1, y1 = max(x1, 0, -left), max(y1, 0, -top)
        x2, y2 = min(x2, field.rgb.shape[1], width - left), min(y2, field.rgb.shape[0], height - top)
        if x2 - x1 < 8 or y2 - y1 < 8:
            return
        there, here = np.s_[y1:y2, x1:x2], np.s_[y1 + top:y2 + top, x1 + left:x2 + left]
        mask = field.cells[there] == 1
        whole = (field.cells == 1).sum()
        if mask.sum() < 0.4 * whole:
            return
        alpha = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.8)[..., None]
        self.rgb[here] = (self.rgb[here] * (1 - alpha) + field.rgb[there] * alpha).astype(np.uint8)
        self.nuclei[here][mask] = field.nuclei[there][mask]
        rows, columns = np.nonzero(mask)
        corner = np.array([x1 + left, y1 + top] * 2)
        self.boxes.append(corner + (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
        self.known.append(field.known[0])
        self.kinds.append(-1)
        self.cells[here][mask] = len(self.boxes)

    def sample(self) -> dict:
        count = len(self.boxes)
        number = np.arange(1, count + 1, dtype=np.uint8)[:, None, None]
        cell = (self.cells[None] == number).astype(np.uint8)
        return {
            "rgb": self.rgb,
            "boxes": np.array(self.boxes, np.float32).reshape(-1, 4),
            "masks": np.stack([cell, cell * self.nuclei[None]], 1).reshape(count, 2, *self.cells.shape),
            "known": np.array(self.known, np.float32).reshape(-1, 2),
            "kinds": np.array(self.kinds, np.int64),
        }


class Composer:
    """Draws canvases from the fields. `fields` must be complete: no unmarked leukocytes."""

    def __init__(self, fields):
        self.by_kind, self.platelets, self.blood, self.pig = {}, [], [], []
        for field in fields:
            if not field.complete:
                continue
            if field.site == "bccd":
                self.blood.append(field)
            elif field.site == "warty-pig":
                self.pig.append(field)
            elif len(field.boxes) == 0:
                self.platelets.append(field)
            else:
                self.by_kind.setdefault(field.kind, []).append(field)

    def cell(self, rng) -> Field:
        kinds = sorted(self.by_kind)
        pool = self.by_kind[kinds[rng.integers(len(kinds))]]
        return pool[rng.integers(len(pool))]

    def source(self, rng) -> Field:
        draw = rng.random()
        if draw < 0.74:
            return self.cell(rng)
        pool = self.platelets if draw < 0.86 else self.blood
        return pool[rng.integers(len(pool))]

    def dressed(self, rng, field, scale, stain=0.85) -> Field:
        result = transformed(rng, field, scale)
        if rng.random() < stain:
            result.rgb = restain(rng, result.rgb)
        return result

    def mosaic(self, rng, scale) -> Canvas:
        canvas = Canvas(TILE, TILE, rng.integers(120, 250, 3))
        pitch = int(130 * scale)
        x0, y0 = -rng.integers(pitch), -rng.integers(pitch)
        if rng.random() < 0.5:  # whole cells: start at the corner
            x0 = y0 = 0
        together = rng.random() < 0.3
        state = rng.integers(1 << 31)
        for y in range(y0, TILE, pitch):
            for x in range(x0, TILE, pitch):
                if together:  # one stain for the whole canvas
                    field = transformed(rng, self.source(rng), scale)
                    field.rgb = restain(np.random.default_rng(state), field.rgb)
                else:
                    field = self.dressed(rng, self.source(rng), scale * np.exp(rng.normal(0, 0.07)))
                extra = np.maximum(np.array(field.rgb.shape[1::-1]) - pitch, 0)
                dx, dy = (extra * rng.random(2)).astype(int)
                canvas.paste(field, x - dx, y - dy, (x, y, x + pitch, y + pitch))
        return canvas

    def crowded(self, rng, scale) -> Canvas:
        """Cut-out cells among real red cells, some touching or lying over one another."""
        if rng.random() < 0.5:
            canvas = self.window(rng, self.blood if rng.random() < 0.8 else self.pig, scale)
        else:
            canvas = self.platelet_field(rng, scale)
        for _ in range(rng.integers(1, 4)):
            x, y = rng.uniform(10, TILE - 10, 2)
            radius, angle = 0.0, rng.uniform(0, 2 * np.pi)
            for _ in range(rng.choice([1, 1, 2, 3])):
                cell = transformed(rng, self.cell(rng), scale * np.exp(rng.normal(0, 0.1)))
                box = cell.boxes[0]
                half = (box[2:] - box[:2]).mean() / 2
                away = (radius + half) * rng.uniform(0.75, 1.15) if radius else 0
                x, y, radius = x + away * np.cos(angle), y + away * np.sin(angle), half
                centre = (box[:2] + box[2:]) / 2
                canvas.put(cell, int(x - centre[0]), int(y - centre[1]))
        return canvas

    def platelet_field(self, rng, scale) -> Canvas:
        """Red cells and platelets, no leukocyte."""
        canvas = Canvas(TILE, TILE, 237)
        pitch = int(130 * scale)
        together = rng.random() < 0.6
        one = self.platelets[rng.integers(len(self.platelets))]
        for y in range(0, TILE, pitch):
            for x in range(0, TILE, pitch):
                field = one if together and rng.random() < 0.5 else self.platelets[rng.integers(len(self.platelets))]
                canvas.paste(transformed(rng, field, scale), x, y)
        return canvas

    def window(self, rng, pool, scale) -> Canvas:
        """A random window of one field, on a cell more often than not, rest filled by a second."""
        field = transformed(rng, pool[rng.integers(len(pool))], scale)
        canvas = Canvas(TILE, TILE, np.median(field.rgb.reshape(-1, 3)[::37], axis=0))
        height, width = field.rgb.shape[:2]
        if len(field.boxes) and rng.random() < 0.6:
            box = field.boxes[rng.integers(len(field.boxes))]
            x, y = ((box[:2] + box[2:]) / 2 - rng.uniform(40, TILE - 40, 2)).astype(int)
        else:
            x, y = rng.integers(-40, max(width - TILE + 40, 0) + 1), rng.integers(
                -40, max(height - TILE + 40, 0) + 1)
        if width < TILE + 80:  # a small field: more of them on one canvas
            x, y = rng.integers(-30, 30, 2)
            other = transformed(rng, pool[rng.integers(len(pool))], scale)
            canvas.paste(other, -int(x), height - int(y))
        canvas.paste(field, -int(x), -int(y))
        return canvas

    def single(self, rng, scale) -> Canvas:
        """One cell's image as it comes in single-cell sets: a small canvas, padded later."""
        field = self.dressed(rng, self.cell(rng), scale)
        height, width = field.rgb.shape[:2]
        box = field.boxes[0]
        if rng.random() < 0.6:  # cropped to the cell with some rim
            rim = (box[2:] - box[:2]).max() * rng.uniform(0.08, 0.6, 4)
            x1, y1 = np.maximum(box[:2] - rim[:2], 0).astype(int)
            x2, y2 = np.minimum(box[2:] + rim[2:], (width, height)).astype(int)
        else:
            x1, y1, x2, y2 = 0, 0, width, height
        x2, y2 = min(x2, x1 + TILE), min(y2, y1 + TILE)
        canvas = Canvas(max(x2 - x1, 16), max(y2 - y1, 16), 255)
        canvas.paste(field, -int(x1), -int(y1))
        return canvas

    def empty(self, rng, scale) -> Canvas:
        """No leukocyte: platelet fields, glass, and what is not blood: noise, shapes, text, tissue."""
        draw = rng.random()
        if draw < 0.3:
            return self.platelet_field(rng, scale)
        canvas = Canvas(TILE, TILE, rng.integers(0, 256, 3) if draw < 0.8 else rng.integers(190, 256, 3))
        if draw < 0.5:
            low = rng.integers(2, 40)
            noise = rng.normal(0, rng.uniform(5, 90), (low, low, 3)) + canvas.rgb[0, 0]
            how = cv2.INTER_CUBIC if rng.random() < 0.7 else cv2.INTER_NEAREST
            canvas.rgb = cv2.resize(noise.astype(np.float32), (TILE, TILE), interpolation=how).clip(
                0, 255).astype(np.uint8)
        elif draw < 0.58:
            for _ in range(rng.integers(1, 25)):
                a, b = rng.integers(0, TILE, (2, 2)).tolist()
                colour = rng.integers(0, 256, 3).tolist()
                if rng.random() < 0.5:
                    cv2.line(canvas.rgb, tuple(a), tuple(b), colour, int(rng.integers(1, 6)))
                else:
                    cv2.rectangle(canvas.rgb, tuple(a), tuple(b), colour, -1)
        elif draw < 0.66:
            letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
            size, colour = rng.uniform(0.4, 2.5), rng.integers(0, 140, 3).tolist()
            for y in range(int(20 * size), TILE + 20, int(28 * size)):
                text = "".join(letters[i] for i in rng.integers(0, len(letters), 30))
                cv2.putText(canvas.rgb, text, (int(rng.integers(-60, 20)), y), int(rng.integers(0, 8)), size,
                            colour, max(1, int(size * rng.uniform(0.8, 2.5))), cv2.LINE_AA)
        elif draw < 0.95:
            self.tissue(rng, canvas)
        return canvas

    @staticmethod
    def tissue(rng, canvas):
        """A section: fibres in pink with gaps, packed with round or long nuclei in blue; drawn."""
        pink = np.array([rng.uniform(190, 245), rng.uniform(110, 190), rng.uniform(160, 220)])
        coarse = rng.normal(0, rng.uniform(5, 25), (rng.integers(4, 60), rng.integers(4, 60), 3)).astype(np.float32)
        rgb = pink + cv2.resize(coarse, (TILE, TILE), interpolation=cv2.INTER_CUBIC)
        gaps = cv2.resize(rng.normal(0, 1, (rng.integers(3, 20),) * 2).astype(np.float32), (TILE, TILE),
                          interpolation=cv2.INTER_CUBIC)
        rgb[gaps > rng.uniform(0.8, 3)] = (240, 238, 242)
        lean, flat = rng.uniform(0, 180), rng.uniform(0.25, 0.9)
        usual, dark = rng.uniform(4, 17), rng.uniform(40, 130)
        blue = np.array([dark, dark * rng.uniform(0.5, 0.9), dark + rng.uniform(20, 70)])
        for _ in range(int(np.exp(rng.uniform(np.log(300), np.log(14000))) / usual ** 1.3)):
            centre = tuple(rng.integers(0, TILE, 2).tolist())
            long = usual * np.exp(rng.normal(0, 0.25))
            axes = (max(2, int(long)), max(2, int(long * np.clip(rng.normal(flat, 0.12), 0.2, 1))))
            colour = (blue + rng.normal(0, 14, 3)).clip(0, 255)
            turn = lean + rng.normal(0, 40)
            if rng.random() < 0.25:  # its cytoplasm
                wide = tuple(int(a * rng.uniform(1.3, 2.2)) for a in axes)
                cv2.ellipse(rgb, centre, wide, turn, 0, 360, (pink + rng.normal(0, 20, 3)).clip(0, 255).tolist(), -1)
            cv2.ellipse(rgb, centre, axes, turn, 0, 360, colour.tolist(), -1)
            if rng.random() < 0.5:  # a paler inside under a dark rim
                inner = tuple(max(1, a - 2) for a in axes)
                cv2.ellipse(rgb, centre, inner, turn, 0, 360, np.minimum(colour * 1.35, 255).tolist(), -1)
        grain = rng.normal(0, rng.uniform(2, 14), (TILE // 2, TILE // 2, 1)).astype(np.float32)
        rgb = rgb + cv2.resize(grain, (TILE, TILE), interpolation=cv2.INTER_CUBIC)[..., None]
        canvas.rgb = cv2.GaussianBlur(rgb.clip(0, 255).astype(np.uint8), (0, 0), rng.uniform(0.4, 1.6))

    def draw(self, rng, blank: float = 0.08) -> dict:
        """A canvas with what is known of it; `blank` is the share without a leukocyte."""
        scale = float(np.exp(rng.uniform(np.log(0.53), np.log(1.8))))
        if rng.random() < 0.45:
            scale = float(np.exp(rng.normal(0, 0.12)))
        kind = rng.random() / (1 - blank)
        if kind < 0.28:
            canvas = self.mosaic(rng, scale)
        elif kind < 0.46:
            canvas = self.crowded(rng, scale)
        elif kind < 0.67:
            canvas = self.window(rng, self.blood, scale)
        elif kind < 0.9:
            canvas = self.window(rng, self.pig, scale)
        elif kind < 1:
            canvas = self.single(rng, scale)
        else:
            canvas = self.empty(rng, scale)
        if 0.28 <= kind < 0.9 or kind >= 1:
            canvas.rgb = restain(rng, canvas.rgb) if rng.random() < 0.8 else rebalanced(rng, canvas.rgb)
        canvas.rgb = degrade(rng, canvas.rgb)
        return canvas.sample()
