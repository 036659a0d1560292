"""Makes a picture of a page small: a palette of 256 colours and the strongest compression."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Colours are counted in boxes of 8 x 8 x 8; the fullest boxes make the palette, each by its mean, and the others take
# the nearest of those. Flat pages with smooth text lose nothing that an eye would find.
_QUANTISE = """
async (given) => {
  const bytes = Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes]));
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  const boxes = new Map();
  const boxOf = (at) => ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
  for (let at = 0; at < data.length; at += 4) {
    const key = boxOf(at);
    const box = boxes.get(key) ?? [0, 0, 0, 0];
    box[0] += 1;
    for (const part of [0, 1, 2]) box[part + 1] += data[at + part];
    boxes.set(key, box);
  }
  const means = [...boxes].sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0])
    .map(([key, [count, ...sums]]) => [key, sums.map((sum) => Math.round(sum / count))]);
  const palette = means.slice(0, 256).map(([, colour]) => colour);
  const distance = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  const places = new Map(means.map(([key, colour], place) => {
    if (place < palette.length) return [key, place];
    let best = 0;
    palette.forEach((one, index) => { if (distance(one, colour) < distance(palette[best], colour)) best = index; });
    return [key, best];
  }));
  let found = "";
  for (let at = 0; at < data.length; at += 4) found += String.fromCharCode(places.get(boxOf(at)));
  return { width, height, palette: palette.flat(), places: btoa(found) };
}
"""


def small(page: Page, picture: bytes) -> bytes:
    """Return a PNG with the same picture in at most 256 colours.

    Args:
        page: An empty tab, whose browser reads the picture.
        picture: Any format that the browser reads.
    """
    found = page.evaluate(_QUANTISE, base64.b64encode(picture).decode())
    width, height = found["width"], found["height"]
    places = base64.b64decode(found["places"])
    rows = b"".join(b"\0" + places[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", header), (b"PLTE", bytes(found["palette"])), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_part(kind, content) for kind, content in parts)


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
