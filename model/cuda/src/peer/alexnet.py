"""Training steps of the two-tower AlexNet in PyTorch, to compare the cuda device with (docs/cuda.md).

The paper's network, as benchmark step has it: both towers as convolutions in two groups, local response normalisation in each
tower's own channels, overlapping pooling, dropout, SGD with momentum and weight decay. A step takes 8-bit crops from page-locked
memory to the GPU, subtracts the mean there, and ends with the update. Losses are added up there and read at the end, so that
no step waits.

    python3 alexnet.py --batch-size 128,256 --precision fp32,tf32,bf16 --steps 100

PyTorch is set up as its users would for speed: channels last, cuDNN's own choice of algorithms by measurement, fused SGD where
it is there, autocast for bf16. Prints a line of JSON for each combination.
"""

import argparse
import contextlib
import json
import platform
import time

import torch
from torch import nn
from torch.nn import functional

CLASSES = 1000
CROP = 224


class TowerNormalization(nn.Module):
    """Over the five neighbouring channels of the same tower; PyTorch divides alpha by their number, the paper does not."""

    def forward(self, maps):
        towers = maps.chunk(2, dim=1)
        return torch.cat([functional.local_response_norm(tower, 5, alpha=5e-4, beta=0.75, k=2.0) for tower in towers], dim=1)


def network():
    return nn.Sequential(
        nn.ZeroPad2d((0, 3, 0, 3)),
        nn.Conv2d(3, 96, 11, stride=4), nn.ReLU(), TowerNormalization(), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), TowerNormalization(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Linear(9216, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, CLASSES),
    )


def optimizer(model, on_gpu):
    settings = dict(lr=0.01, momentum=0.9, weight_decay=5e-4)
    try:
        return torch.optim.SGD(model.parameters(), fused=on_gpu, **settings)
    except TypeError:  # PyTorch before 2.3
        return torch.optim.SGD(model.parameters(), **settings)


def measure(device, precision, batch_size, steps, compiled):
    on_gpu = device.type == "cuda"
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.manual_seed(0)
    model = network().to(device, memory_format=torch.channels_last)
    step_of = optimizer(model, on_gpu)
    if compiled:
        torch._dynamo.reset()  # else it compiles for any size of batch after the first
        model = torch.compile(model)
    crops = torch.randint(0, 256, (batch_size, CROP, CROP, 3), dtype=torch.uint8)
    labels = torch.randint(0, CLASSES, (batch_size,))
    if on_gpu:
        crops, labels = crops.pin_memory(), labels.pin_memory()
    mean = torch.full((CROP, CROP, 3), 128.0, device=device)

    def step():
        images = crops.to(device, non_blocking=True).to(torch.float32).sub_(mean).permute(0, 3, 1, 2)
        target = labels.to(device, non_blocking=True)
        autocast = torch.autocast(device.type, dtype=torch.bfloat16) if precision == "bf16" else contextlib.nullcontext()
        with autocast:
            loss = functional.cross_entropy(model(images), target)
        step_of.zero_grad(set_to_none=True)
        loss.backward()
        step_of.step()
        return loss.detach()

    for _ in range(min(steps, 10)):
        step().item()
    losses = torch.zeros((), device=device)
    start = time.perf_counter()
    for _ in range(steps):
        losses += step()
    mean_loss = losses.item() / steps
    seconds = time.perf_counter() - start
    return {
        "device": "pytorch, compiled" if compiled else "pytorch",
        "precision": precision,
        "batch": batch_size,
        "images/s": batch_size * steps / seconds,
        "ms a step": 1e3 * seconds / steps,
        "loss": mean_loss,
        "gpu": torch.cuda.get_device_name(device) if on_gpu else platform.processor(),
        "version": "PyTorch " + torch.__version__,
        "cudnn": torch.backends.cudnn.version() if on_gpu else None,
    }


def main():
    parser = argparse.ArgumentParser(description="Training steps of the two-tower AlexNet in PyTorch.")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--precision", default="tf32,bf16")
    parser.add_argument("--batch-size", default="128,256")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--compile", action="store_true", help="with torch.compile, which fuses what lies between products")
    options = parser.parse_args()
    parameters = sum(parameter.numel() for parameter in network().parameters())
    if parameters != 60_965_224:
        raise SystemExit(f"the network has {parameters} parameters, not the paper's 60,965,224")
    for precision in options.precision.split(","):
        for batch_size in map(int, options.batch_size.split(",")):
            print(json.dumps(measure(torch.device(options.device), precision, batch_size, options.steps, options.compile)), flush=True)


if __name__ == "__main__":
    main()
