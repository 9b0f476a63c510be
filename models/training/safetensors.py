"""Reads and writes safetensors files: length (8 bytes, little endian), JSON header, raw data."""
import json
import struct

import numpy as np

TYPES = {"F16": np.float16, "F32": np.float32, "I32": np.int32, "U8": np.uint8, "I8": np.int8}
NAMES = {np.dtype(value): key for key, value in TYPES.items()}


def write(path, tensors: dict):
    """Writes name -> array, in the order given, row-major."""
    header, offset, blobs = {}, 0, []
    for name, array in tensors.items():
        array = np.ascontiguousarray(array)
        blob = array.astype(array.dtype.newbyteorder("<")).tobytes()
        header[name] = {"dtype": NAMES[array.dtype], "shape": list(array.shape),
                        "data_offsets": [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def read(path) -> dict:
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack("<Q", data[:8])[0]
    header, body = json.loads(data[8:8 + length]), data[8 + length:]
    result = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            array = np.frombuffer(body[start:end], TYPES[entry["dtype"]])
            result[name] = array.reshape(entry["shape"])
    return result
