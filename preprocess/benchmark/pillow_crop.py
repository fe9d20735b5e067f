"""Decodes, resizes and crops the files that a list names with Pillow, ten times over, and says how many in a CPU second."""

import sys
import time

import PIL
from PIL import Image

SIZE = 256
ROUNDS = 10


def crop(file):
    image = Image.open(file).convert("RGB")
    width, height = image.size
    scale = SIZE / min(width, height)
    width, height = max(SIZE, round(width * scale)), max(SIZE, round(height * scale))
    image = image.resize((width, height), Image.BILINEAR)
    left, top = (width - SIZE) // 2, (height - SIZE) // 2
    return image.crop((left, top, left + SIZE, top + SIZE)).tobytes()


files = open(sys.argv[1]).read().splitlines()
start = time.process_time()
for _ in range(ROUNDS):
    for file in files:
        crop(file)
seconds = time.process_time() - start
print(f"Pillow {PIL.__version__}: {len(files) * ROUNDS / seconds:.0f} images per CPU second")
