// What no call of cuDNN or cuBLAS does, or not in bf16, or not as the seam promises (docs/cuda.md). Compiled when a device is
// made, once with NUMBER=float and once with NUMBER=bf16; NUMBER is what signals are made of. Maps are [image, row, column,
// channel]. A thread makes one number, or one sum, and no thread waits for another: the same source runs on a processor, where
// the tests check it.

#ifndef KERNEL
#define KERNEL extern "C" __global__
#endif

struct bf16 {
  unsigned short bits;
};

union Word {
  unsigned int bits;
  float number;
};

__device__ float load(const float* from) { return *from; }

__device__ float load(const bf16* from) {
  Word word;
  word.bits = (unsigned int)from->bits << 16;
  return word.number;
}

__device__ void store(float* to, float number) { *to = number; }

// Rounds to the nearest, of two equally near ones to the even one; what is no number stays none.
__device__ void store(bf16* to, float number) {
  Word word;
  word.number = number;
  to->bits = number != number ? 0x7FC0 : (unsigned short)((word.bits + 0x7FFF + ((word.bits >> 16) & 1)) >> 16);
}

__device__ int position() { return (int)(blockIdx.x * blockDim.x + threadIdx.x); }

enum Activation { RELU, TANH, NONE };

__device__ float activate(float sum, int activation) {
  return activation == RELU ? (sum > 0 ? sum : 0) : activation == TANH ? tanhf(sum) : sum;
}

// The derivative as a function of the activation itself.
__device__ float derivative(float value, int activation) {
  return activation == RELU ? (value > 0 ? 1.0f : 0.0f) : activation == TANH ? 1 - value * value : 1.0f;
}

KERNEL void from_floats(const float* from, NUMBER* to, int count) {
  int i = position();
  if (i < count) store(to + i, from[i]);
}

KERNEL void to_floats(const NUMBER* from, float* to, int count) {
  int i = position();
  if (i < count) to[i] = load(from + i);
}

// Where the i-th number of padded maps lies, and whether there is anything but padding.
struct Place {
  int image, row, column, channel;
  bool filled;
};

__device__ Place place_in_padded(int i, int used, int size, int padded, int channels) {
  Place place = {i / channels / padded / padded, i / channels / padded % padded, i / channels % padded, i % channels, false};
  place.filled = place.image < used && place.row < size && place.column < size;
  return place;
}

// Scales, pads with zeros at the right and below, and makes zeros of images that are not used.
KERNEL void place_images(const float* pixels, NUMBER* images, int used, int size, int padded, int channels,
                                        float scale, int count) {
  int i = position();
  if (i >= count) return;
  Place place = place_in_padded(i, used, size, padded, channels);
  int from = ((place.image * size + place.row) * size + place.column) * channels + place.channel;
  store(images + i, place.filled ? scale * pixels[from] : 0);
}

// As place_images, from the 8-bit pixels of crops: mirrors, subtracts the mean image (its part under the crop, before the
// mirror) and shifts the colours, with the sums in the host's order. A view is left, top, mirrored, and the shift of red, green
// and blue.
KERNEL void prepare_images(const unsigned char* crops, const float* views, const float* mean, NUMBER* images, int used, int size,
                           int padded, int channels, int mean_size, float scale, int count) {
  int i = position();
  if (i >= count) return;
  Place place = place_in_padded(i, used, size, padded, channels);
  if (!place.filled) {
    store(images + i, 0);
    return;
  }
  const float* view = views + 6 * place.image;
  int left = (int)view[0];
  int top = (int)view[1];
  int column = view[2] != 0 ? size - 1 - place.column : place.column;
  float level = crops[((place.image * size + place.row) * size + column) * channels + place.channel];
  float less_mean = level - mean[((top + place.row) * mean_size + left + column) * channels + place.channel];
  store(images + i, scale * (less_mean + view[3 + place.channel]));
}

KERNEL void add_bias_and_activate(NUMBER* values, const float* biases, int channels, int activation, int count) {
  int i = position();
  if (i < count) store(values + i, activate(load(values + i) + biases[i % channels], activation));
}

// Turns the gradient of activations, in place, into that of sums, and adds that up over some of the rows: one thread a channel
// and stretch of rows.
KERNEL void activation_gradient(NUMBER* gradient, const NUMBER* values, float* sums_of_stretches, int channels,
                                               int rows, int rows_of_stretch, int activation, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i % channels;
  int first = i / channels * rows_of_stretch;
  int end = first + rows_of_stretch < rows ? first + rows_of_stretch : rows;
  float sum = 0;
  for (int row = first; row < end; row++) {
    int at = row * channels + channel;
    float flow = load(gradient + at) * derivative(load(values + at), activation);
    store(gradient + at, flow);
    sum += flow;
  }
  sums_of_stretches[i] = sum;
}

// The second half: one thread a channel.
KERNEL void add_stretches(const float* sums_of_stretches, float* sums, int stretches, int channels) {
  int channel = position();
  if (channel >= channels) return;
  float sum = 0;
  for (int stretch = 0; stretch < stretches; stretch++) sum += sums_of_stretches[stretch * channels + channel];
  sums[channel] = sum;
}

#define RADIUS 2

// k + alpha * the sum of the squares of a channel and its neighbours; values begins at the pixel's channel 0.
__device__ float scale_of(const NUMBER* values, int channel, int channels, float k, float alpha) {
  int first = channel < RADIUS ? 0 : channel - RADIUS;
  int last = channel + RADIUS < channels ? channel + RADIUS : channels - 1;
  float sum = 0;
  for (int other = first; other <= last; other++) {
    float value = load(values + other);
    sum += value * value;
  }
  return k + alpha * sum;
}

// scale to the power of -3/4
__device__ float denominator(float scale) {
  float root = sqrtf(scale);
  return 1 / (root * sqrtf(root));
}

KERNEL void normalize(const NUMBER* input, NUMBER* output, int channels, float k, float alpha, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i % channels;
  float scale = scale_of(input + (i - channel), channel, channels, k, alpha);
  store(output + i, load(input + i) * denominator(scale));
}

// dx = dy scale^-3/4 - 3/2 alpha x * the sum over neighbours of dy x scale^-7/4
KERNEL void normalize_gradient(const NUMBER* input, const NUMBER* output_gradient, NUMBER* input_gradient,
                                              int channels, float k, float alpha, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i % channels;
  const NUMBER* values = input + (i - channel);
  const NUMBER* flows = output_gradient + (i - channel);
  int first = channel < RADIUS ? 0 : channel - RADIUS;
  int last = channel + RADIUS < channels ? channel + RADIUS : channels - 1;
  float own = 0;
  float sum = 0;
  for (int other = first; other <= last; other++) {
    float scale = scale_of(values, other, channels, k, alpha);
    float part = load(flows + other) * denominator(scale);
    sum += part * load(values + other) / scale;
    if (other == channel) own = part;
  }
  store(input_gradient + i, own - 1.5f * alpha * load(input + i) * sum);
}

// winners: which pixel of its window, row by row, was the largest, the first of equals
KERNEL void max_pool(const NUMBER* input, NUMBER* output, unsigned char* winners, int size, int pooled, int window,
                                    int stride, int channels, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i % channels;
  int column = i / channels % pooled * stride;
  int row = i / channels / pooled % pooled * stride;
  int image = i / channels / pooled / pooled;
  const NUMBER* corner = input + ((image * size + row) * size + column) * channels + channel;
  float largest = load(corner);
  int winner = 0;
  for (int pixel = 1; pixel < window * window; pixel++) {
    float value = load(corner + (pixel / window * size + pixel % window) * channels);
    if (value > largest || value != value) {
      largest = value;
      winner = pixel;
    }
  }
  store(output + i, largest);
  winners[i] = (unsigned char)winner;
}

// Each pixel collects from the windows that cover it: no two threads write the same place.
KERNEL void max_pool_gradient(const NUMBER* output_gradient, const unsigned char* winners, NUMBER* input_gradient,
                                             int size, int pooled, int window, int stride, int channels, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i % channels;
  int column = i / channels % size;
  int row = i / channels / size % size;
  int image = i / channels / size / size;
  int first_row = row < window ? 0 : (row - window) / stride + 1;
  int first_column = column < window ? 0 : (column - window) / stride + 1;
  float sum = 0;
  for (int y = first_row; y < pooled && y * stride <= row; y++) {
    for (int x = first_column; x < pooled && x * stride <= column; x++) {
      int at = ((image * pooled + y) * pooled + x) * channels + channel;
      if (winners[at] == (row - y * stride) * window + (column - x * stride)) sum += load(output_gradient + at);
    }
  }
  store(input_gradient + i, sum);
}

// The finaliser of SplitMix64, as CounterHash has it.
__device__ unsigned long long mix(unsigned long long bits) {
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBULL;
  return bits ^ (bits >> 31);
}

// Dropout, forward and backward: as DropoutMask, without a mask in memory.
KERNEL void drop(const NUMBER* from, NUMBER* to, unsigned long long key, int threshold, float kept, int count) {
  int i = position();
  if (i >= count) return;
  unsigned long long hash = mix(key + (i + 1ULL) * 0x9E3779B97F4A7C15ULL);
  store(to + i, load(from + i) * ((int)(hash >> 40) < threshold ? 0 : kept));
}

// A stretch of each row of one or two matrices (the second may be absent), added up.
KERNEL void split_sum(const NUMBER* first, const NUMBER* second, NUMBER* sum, int width, int joined_width,
                                     int offset, int count) {
  int i = position();
  if (i >= count) return;
  int at = i / width * joined_width + offset + i % width;
  store(sum + i, second ? load(first + at) + load(second + at) : load(first + at));
}

// From logarithms of probabilities: the loss of each image, whether another class is before the right one (misses begins as
// zeros), and the gradient of the mean loss for the classes from own on, which are own_count. One thread a class of an image.
KERNEL void score(const float* logits, const float* log_probabilities, const int* labels, float* losses,
                                 int* misses, float* gradient, int used, int classes, int own, int own_count, int count) {
  int i = position();
  if (i >= count) return;
  int image = i / classes;
  int class_ = i % classes;
  int label = image < used ? labels[image] : -1;
  if (label >= 0) {
    if (class_ == label) losses[image] = -log_probabilities[i];
    float right = logits[image * classes + label];
    if (logits[i] > right || (logits[i] == right && class_ < label)) misses[image] = 1;
  }
  if (class_ >= own && class_ < own + own_count) {
    float target = class_ == label ? 1.0f : 0.0f;
    gradient[image * own_count + class_ - own] = label >= 0 ? (expf(log_probabilities[i]) - target) / used : 0;
  }
}

// v = momentum v - decay rate w - rate g; w = w + v; and w as products read it, where they read bf16.
KERNEL void update(float* weights, float* velocities, const float* gradients, NUMBER* copies, float rate,
                                  float momentum, float decay, int decaying, int count) {
  int i = position();
  if (i >= count) return;
  float weight = weights[i];
  float velocity = momentum * velocities[i] - rate * gradients[i];
  if (i < decaying) velocity -= decay * rate * weight;
  velocities[i] = velocity;
  weights[i] = weight + velocity;
  if (copies) store(copies + i, weight + velocity);
}
