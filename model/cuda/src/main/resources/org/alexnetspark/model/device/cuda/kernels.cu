// What no call of cuDNN or cuBLAS does, or not in bf16, or not as the seam promises (docs/cuda.md). Compiled when a device is
// made, for NUMBER=float or NUMBER=bf16, which signals are made of, and for PACK, how many neighbouring channels a thread takes:
// as many as make 16 bytes, or fewer where the channels are no multiple of that. Maps are [image, row, column, channel]. A
// thread makes its numbers or sums alone, and no thread waits for another: the same source runs on a processor, where the tests
// check it.

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

// Neighbouring numbers in memory, which one instruction reads or writes.
struct alignas(PACK * sizeof(NUMBER)) Pack {
  NUMBER of[PACK];
};

// The same in a thread's registers.
struct Numbers {
  float of[PACK];
};

__device__ Numbers read(const NUMBER* from) {
  Pack pack = *reinterpret_cast<const Pack*>(from);
  Numbers numbers;
  for (int n = 0; n < PACK; n++) numbers.of[n] = load(pack.of + n);
  return numbers;
}

__device__ void write(NUMBER* to, const Numbers& numbers) {
  Pack pack;
  for (int n = 0; n < PACK; n++) store(pack.of + n, numbers.of[n]);
  *reinterpret_cast<Pack*>(to) = pack;
}

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

// Where a number of images in blocks lies: side x side pixels, with their channels, are the channels of one place.
struct Place {
  int image, row, column, channel;
};

__device__ Place place_in_blocks(int at, int blocks, int side, int channels) {
  int row_length = side * channels;
  int block = at / row_length / side;
  return {block / blocks / blocks, block / blocks % blocks * side + at / row_length % side,
          block % blocks * side + at % row_length / channels, at % channels};
}

// The next number of the same row of a block.
__device__ Place next(Place place, int channels) {
  place.channel++;
  if (place.channel == channels) {
    place.channel = 0;
    place.column++;
  }
  return place;
}

// As place_in_blocks, counted from an image's first pixel, before which there are zeros.
__device__ Place pixel_in_blocks(int at, int blocks, int side, int before, int channels) {
  Place place = place_in_blocks(at, blocks, side, channels);
  place.row -= before;
  place.column -= before;
  return place;
}

__device__ bool is_filled(const Place& place, int used, int size) {
  return place.image < used && place.row >= 0 && place.row < size && place.column >= 0 && place.column < size;
}

// Scales, puts pixels into blocks, and makes zeros of images that are not used and of what lies beyond an image's edges.
//
KERNEL void place_images(const float* pixels, NUMBER* images, int used, int size, int blocks, int side, int before,
                         int channels, float scale,
                         int count) {
  int i = position();
  if (i >= count) return;
  Place place = pixel_in_blocks(i * PACK, blocks, side, before, channels);
  Numbers numbers;
  for (int n = 0; n < PACK; n++) {
    int from = ((place.image * size + place.row) * size + place.column) * channels + place.channel;
    numbers.of[n] = is_filled(place, used, size) ? scale * pixels[from] : 0;
    place = next(place, channels);
  }
  write(images + i * PACK, numbers);
}

// As place_images, from the 8-bit pixels of crops: mirrors, subtracts the mean image (its part under the crop, before the
// mirror) and shifts the colours, with the sums in the host's order. A view is left, top, mirrored, the shift of red, green
// and blue, and a factor.
KERNEL void prepare_images(const unsigned char* crops, const float* views, const float* mean, NUMBER* images, int used, int size,
                           int blocks, int side, int before, int channels, int mean_size, float scale, int count) {
  int i = position();
  if (i >= count) return;
  Place place = pixel_in_blocks(i * PACK, blocks, side, before, channels);
  const float* view = views + 7 * place.image;
  Numbers numbers;
  for (int n = 0; n < PACK; n++) {
    numbers.of[n] = 0;
    if (is_filled(place, used, size)) {
      int column = view[2] != 0 ? size - 1 - place.column : place.column;
      float level = crops[((place.image * size + place.row) * size + column) * channels + place.channel];
      int in_mean = (((int)view[1] + place.row) * mean_size + (int)view[0] + column) * channels + place.channel;
      numbers.of[n] = scale * (view[6] * (level - mean[in_mean] + view[3 + place.channel]));
    }
    place = next(place, channels);
  }
  write(images + i * PACK, numbers);
}

// Kernels for images in blocks: a kernel's pixel goes where the image's does that it is multiplied with; blocks are zeros beyond
// the kernel's right and lower edge.
KERNEL void weights_to_blocks(const NUMBER* weights, NUMBER* in_blocks, int kernel, int blocks, int side, int channels,
                              int count) {
  int i = position();
  if (i >= count) return;
  Place place = place_in_blocks(i, blocks, side, channels);
  int from = ((place.image * kernel + place.row) * kernel + place.column) * channels + place.channel;
  store(in_blocks + i, place.row < kernel && place.column < kernel ? load(weights + from) : 0);
}

// The way back of their gradient.
KERNEL void gradient_from_blocks(const NUMBER* in_blocks, float* gradient, int kernel, int blocks, int side, int channels,
                                 int count) {
  int i = position();
  if (i >= count) return;
  Place place = place_in_blocks(i, kernel, 1, channels);
  int block = (place.image * blocks + place.row / side) * blocks + place.column / side;
  int pixel = (block * side + place.row % side) * side + place.column % side;
  gradient[i] = load(in_blocks + pixel * channels + place.channel);
}

KERNEL void add_bias_and_activate(NUMBER* values, const float* biases, int channels, int activation, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i * PACK % channels;
  Numbers sums = read(values + i * PACK);
  for (int n = 0; n < PACK; n++) sums.of[n] = activate(sums.of[n] + biases[channel + n], activation);
  write(values + i * PACK, sums);
}

// As add_bias_and_activate without biases, for what has been pooled before it.
KERNEL void activate_in_place(NUMBER* values, int activation, int count) {
  int i = position();
  if (i >= count) return;
  Numbers numbers = read(values + i * PACK);
  for (int n = 0; n < PACK; n++) numbers.of[n] = activate(numbers.of[n], activation);
  write(values + i * PACK, numbers);
}

KERNEL void activation_gradient_in_place(NUMBER* gradient, const NUMBER* values, int activation, int count) {
  int i = position();
  if (i >= count) return;
  Numbers flows = read(gradient + i * PACK);
  Numbers outputs = read(values + i * PACK);
  for (int n = 0; n < PACK; n++) flows.of[n] *= derivative(outputs.of[n], activation);
  write(gradient + i * PACK, flows);
}

// Rows that are read before anything is done with the first of them, so that memory has something to do meanwhile.
#define ROWS_AHEAD 4
#define SUMS_AHEAD 32

// Turns the gradient of activations, in place, into that of sums, and adds that up over some of the rows: one thread a pack of
// channels and stretch of rows.
KERNEL void activation_gradient(NUMBER* gradient, const NUMBER* values, float* sums_of_stretches, int channels, int rows,
                                int rows_of_stretch, int activation, int count) {
  int i = position();
  if (i >= count) return;
  int packs = channels / PACK;
  int channel = i % packs * PACK;
  int first = i / packs * rows_of_stretch;
  int end = first + rows_of_stretch < rows ? first + rows_of_stretch : rows;
  Numbers sums = {};
  for (int row = first; row < end; row += ROWS_AHEAD) {
    Numbers flows[ROWS_AHEAD];
    Numbers outputs[ROWS_AHEAD];
    for (int ahead = 0; ahead < ROWS_AHEAD; ahead++) {
      if (row + ahead < end) {
        flows[ahead] = read(gradient + (row + ahead) * channels + channel);
        outputs[ahead] = read(values + (row + ahead) * channels + channel);
      }
    }
    for (int ahead = 0; ahead < ROWS_AHEAD; ahead++) {
      if (row + ahead < end) {
        for (int n = 0; n < PACK; n++) {
          flows[ahead].of[n] *= derivative(outputs[ahead].of[n], activation);
          sums.of[n] += flows[ahead].of[n];
        }
        write(gradient + (row + ahead) * channels + channel, flows[ahead]);
      }
    }
  }
  for (int n = 0; n < PACK; n++) sums_of_stretches[i * PACK + n] = sums.of[n];
}

// Adds up sums, again over some of the rows: one thread a channel and stretch.
KERNEL void add_stretches(const float* sums, float* sums_of_stretches, int channels, int rows, int rows_of_stretch, int count) {
  int i = position();
  if (i >= count) return;
  int first = i / channels * rows_of_stretch;
  int end = first + rows_of_stretch < rows ? first + rows_of_stretch : rows;
  float sum = 0;
  for (int row = first; row < end; row += SUMS_AHEAD) {
    float next[SUMS_AHEAD];
    for (int ahead = 0; ahead < SUMS_AHEAD; ahead++) {
      next[ahead] = row + ahead < end ? sums[(row + ahead) * channels + i % channels] : 0;
    }
    for (int ahead = 0; ahead < SUMS_AHEAD; ahead++) sum += next[ahead];
  }
  sums_of_stretches[i] = sum;
}

// Neighbours on either side whose squares count.
#define RADIUS 2

// Packs on either side that hold so many neighbours.
#define PACKS_OF(neighbours) ((neighbours + PACK - 1) / PACK)

// A pixel's numbers from some packs before a channel to as many after its own; zeros where there are no channels.
template <int PACKS>
struct Around {
  float of[(2 * PACKS + 1) * PACK];
};

template <int PACKS>
__device__ Around<PACKS> read_around(const NUMBER* pixel, int channel, int channels) {
  Around<PACKS> around;
  for (int pack = 0; pack <= 2 * PACKS; pack++) {
    int first = channel + (pack - PACKS) * PACK;
    Numbers numbers = {};
    if (first >= 0 && first < channels) numbers = read(pixel + first);
    for (int n = 0; n < PACK; n++) around.of[pack * PACK + n] = numbers.of[n];
  }
  return around;
}

// k + alpha * the sum of the squares of a number and its neighbours
__device__ float scale_of(const float* value, float k, float alpha) {
  float sum = 0;
  for (int other = -RADIUS; other <= RADIUS; other++) sum += value[other] * value[other];
  return k + alpha * sum;
}

// scale to the power of -3/4, from scale to the power of -1/2
__device__ float denominator(float root) { return root * root * rsqrtf(root); }

KERNEL void normalize(const NUMBER* input, NUMBER* output, int channels, float k, float alpha, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i * PACK % channels;
  Around<PACKS_OF(RADIUS)> values = read_around<PACKS_OF(RADIUS)>(input + (i * PACK - channel), channel, channels);
  Numbers normalized;
  for (int n = 0; n < PACK; n++) {
    const float* value = values.of + PACKS_OF(RADIUS) * PACK + n;
    normalized.of[n] = *value * denominator(rsqrtf(scale_of(value, k, alpha)));
  }
  write(output + i * PACK, normalized);
}

// dx = dy scale^-3/4 - 3/2 alpha x * the sum over neighbours of dy x scale^-7/4
KERNEL void normalize_gradient(const NUMBER* input, const NUMBER* output_gradient, NUMBER* input_gradient, int channels, float k,
                               float alpha, int count) {
  int i = position();
  if (i >= count) return;
  int channel = i * PACK % channels;
  int pixel = i * PACK - channel;
  // A neighbour's scale has neighbours of its own.
  Around<PACKS_OF(2 * RADIUS)> values = read_around<PACKS_OF(2 * RADIUS)>(input + pixel, channel, channels);
  Around<PACKS_OF(RADIUS)> flows = read_around<PACKS_OF(RADIUS)>(output_gradient + pixel, channel, channels);
  const float* first_value = values.of + PACKS_OF(2 * RADIUS) * PACK;
  const float* first_flow = flows.of + PACKS_OF(RADIUS) * PACK;
  float own[PACK + 2 * RADIUS];
  float shared[PACK + 2 * RADIUS];
  for (int n = -RADIUS; n < PACK + RADIUS; n++) {
    float root = rsqrtf(scale_of(first_value + n, k, alpha));
    own[RADIUS + n] = first_flow[n] * denominator(root);
    shared[RADIUS + n] = own[RADIUS + n] * first_value[n] * root * root;
  }
  Numbers gradient;
  for (int n = 0; n < PACK; n++) {
    float sum = 0;
    for (int other = 0; other <= 2 * RADIUS; other++) sum += shared[n + other];
    gradient.of[n] = own[RADIUS + n] - 1.5f * alpha * first_value[n] * sum;
  }
  write(input_gradient + i * PACK, gradient);
}

// Positions on either side, in rows and columns, whose squares count inside a map.
#define MAP_RADIUS 2

// The positions of a map around one, as far as there are any.
struct Window {
  int first_row, last_row, first_column, last_column, image, channel;
};

__device__ Window window_around(int i, int size, int channels) {
  int packs = channels / PACK;
  int column = i / packs % size;
  int row = i / packs / size % size;
  return {row < MAP_RADIUS ? 0 : row - MAP_RADIUS,          row + MAP_RADIUS < size ? row + MAP_RADIUS : size - 1,
          column < MAP_RADIUS ? 0 : column - MAP_RADIUS,    column + MAP_RADIUS < size ? column + MAP_RADIUS : size - 1,
          i / packs / size / size,                          i % packs * PACK};
}

__device__ int place_in_window(const Window& window, int row, int column, int size, int channels) {
  return ((window.image * size + row) * size + column) * channels + window.channel;
}

// k + alpha * the sum of the squares around a position
__device__ Numbers scales_in_maps(const NUMBER* input, const Window& window, int size, int channels, float k, float alpha) {
  Numbers sums = {};
  for (int row = window.first_row; row <= window.last_row; row++) {
    for (int column = window.first_column; column <= window.last_column; column++) {
      Numbers values = read(input + place_in_window(window, row, column, size, channels));
      for (int n = 0; n < PACK; n++) sums.of[n] += values.of[n] * values.of[n];
    }
  }
  for (int n = 0; n < PACK; n++) sums.of[n] = k + alpha * sums.of[n];
  return sums;
}

KERNEL void normalize_in_maps(const NUMBER* input, NUMBER* output, int size, int channels, float k, float alpha, int count) {
  int i = position();
  if (i >= count) return;
  Numbers scales = scales_in_maps(input, window_around(i, size, channels), size, channels, k, alpha);
  Numbers values = read(input + i * PACK);
  for (int n = 0; n < PACK; n++) values.of[n] *= denominator(rsqrtf(scales.of[n]));
  write(output + i * PACK, values);
}

// dy x scale^-7/4
KERNEL void normalize_in_maps_shares(const NUMBER* input, const NUMBER* output_gradient, float* shared, int size, int channels,
                                     float k, float alpha, int count) {
  int i = position();
  if (i >= count) return;
  Numbers scales = scales_in_maps(input, window_around(i, size, channels), size, channels, k, alpha);
  Numbers values = read(input + i * PACK);
  Numbers flows = read(output_gradient + i * PACK);
  for (int n = 0; n < PACK; n++) {
    float root = rsqrtf(scales.of[n]);
    shared[i * PACK + n] = flows.of[n] * values.of[n] * denominator(root) * root * root;
  }
}

// dx = dy scale^-3/4 - 3/2 alpha x * the sum of what is shared around
KERNEL void normalize_in_maps_gradient(const NUMBER* input, const NUMBER* output_gradient, const float* shared,
                                       NUMBER* input_gradient, int size, int channels, float k, float alpha, int count) {
  int i = position();
  if (i >= count) return;
  Window window = window_around(i, size, channels);
  Numbers scales = scales_in_maps(input, window, size, channels, k, alpha);
  Numbers sums = {};
  for (int row = window.first_row; row <= window.last_row; row++) {
    for (int column = window.first_column; column <= window.last_column; column++) {
      const float* from = shared + place_in_window(window, row, column, size, channels);
      for (int n = 0; n < PACK; n++) sums.of[n] += from[n];
    }
  }
  Numbers values = read(input + i * PACK);
  Numbers flows = read(output_gradient + i * PACK);
  for (int n = 0; n < PACK; n++) {
    flows.of[n] = flows.of[n] * denominator(rsqrtf(scales.of[n])) - 1.5f * alpha * values.of[n] * sums.of[n];
  }
  write(input_gradient + i * PACK, flows);
}

// Which pixel of its window, row by row, was the largest, the first of equals.
struct alignas(PACK) Winners {
  unsigned char of[PACK];
};

KERNEL void max_pool(const NUMBER* input, NUMBER* output, unsigned char* winners, int size, int pooled, int window, int stride,
                     int channels, int count) {
  int i = position();
  if (i >= count) return;
  int packs = channels / PACK;
  int column = i / packs % pooled * stride;
  int row = i / packs / pooled % pooled * stride;
  int image = i / packs / pooled / pooled;
  const NUMBER* corner = input + ((image * size + row) * size + column) * channels + i % packs * PACK;
  Numbers largest = read(corner);
  Winners winner = {};
  // The last windows may reach past the edge.
  int rows = row + window <= size ? window : size - row;
  int columns = column + window <= size ? window : size - column;
  for (int y = 0; y < rows; y++) {
    for (int x = 0; x < columns; x++) {
      Numbers values = read(corner + (y * size + x) * channels);
      for (int n = 0; n < PACK; n++) {
        if (values.of[n] > largest.of[n] || values.of[n] != values.of[n]) {
          largest.of[n] = values.of[n];
          winner.of[n] = (unsigned char)(y * window + x);
        }
      }
    }
  }
  write(output + i * PACK, largest);
  *reinterpret_cast<Winners*>(winners + i * PACK) = winner;
}

// Each pixel collects from the windows that cover it: no two threads write the same place.
KERNEL void max_pool_gradient(const NUMBER* output_gradient, const unsigned char* winners, NUMBER* input_gradient, int size,
                              int pooled, int window, int stride, int channels, int count) {
  int i = position();
  if (i >= count) return;
  int packs = channels / PACK;
  int column = i / packs % size;
  int row = i / packs / size % size;
  int image = i / packs / size / size;
  int first_row = row < window ? 0 : (row - window) / stride + 1;
  int first_column = column < window ? 0 : (column - window) / stride + 1;
  Numbers sums = {};
  for (int y = first_row; y < pooled && y * stride <= row; y++) {
    for (int x = first_column; x < pooled && x * stride <= column; x++) {
      int at = ((image * pooled + y) * pooled + x) * channels + i % packs * PACK;
      int pixel = (row - y * stride) * window + (column - x * stride);
      Winners winner = *reinterpret_cast<const Winners*>(winners + at);
      Numbers flows = read(output_gradient + at);
      for (int n = 0; n < PACK; n++) sums.of[n] += winner.of[n] == pixel ? flows.of[n] : 0;
    }
  }
  write(input_gradient + i * PACK, sums);
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

// v = momentum v - decay rate w - rate g; w = w + v; and w as products read it, where they read bf16. For a stretch of
// neighbours that are updated alike.
KERNEL void update(float* weights, float* velocities, const float* gradients, NUMBER* copies, float rate,
                                  float momentum, float decay, int count) {
  int i = position();
  if (i >= count) return;
  float weight = weights[i];
  float velocity = momentum * velocities[i] - rate * gradients[i];
  if (decay != 0) velocity -= decay * rate * weight;
  velocities[i] = velocity;
  weights[i] = weight + velocity;
  if (copies) store(copies + i, weight + velocity);
}
