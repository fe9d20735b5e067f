// A stand-in for NVIDIA's libraries and a GPU, for tests on machines that have neither: what the cuda device calls, done by the
// processor, as the libraries' documentation has it. Sums are in double precision. Streams are threads, so that what is not
// waited for comes late, or too late; a test can have them begin only when they are waited for. Memory is full of NaNs when it
// is new. Sonames make it be each of the libraries.

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// ---- The kernels, for both types of number.

struct Dimension {
  unsigned x;
};
// In the threads' own part of memory that costs no call to find.
static thread_local Dimension blockIdx __attribute__((tls_model("initial-exec")));
static thread_local Dimension blockDim __attribute__((tls_model("initial-exec")));
static thread_local Dimension threadIdx __attribute__((tls_model("initial-exec")));

#define __device__ [[maybe_unused]] static
#define KERNEL static

static float rsqrtf(float number) { return 1 / std::sqrt(number); }

// kernels.cu for each kind of pack, in a namespace of its own. Its macros are the same every time.
#define NUMBER float
#define PACK 1
namespace of_1_float {
#include KERNELS
}
#undef PACK
#define PACK 2
namespace of_2_floats {
#include KERNELS
}
#undef PACK
#define PACK 4
namespace of_4_floats {
#include KERNELS
}
#undef PACK
#undef NUMBER
#define NUMBER bf16
#define PACK 1
namespace of_1_bf16 {
#include KERNELS
}
#undef PACK
#define PACK 2
namespace of_2_bf16 {
#include KERNELS
}
#undef PACK
#define PACK 4
namespace of_4_bf16 {
#include KERNELS
}
#undef PACK
#define PACK 8
namespace of_8_bf16 {
#include KERNELS
}
#undef PACK
#undef NUMBER

struct Function {
  std::vector<size_t> sizes;
  // Runs all threads of all blocks, one after the other.
  std::function<void(const std::vector<char*>& arguments, unsigned blocks, unsigned threads)> run;
};

template <auto kernel, class... Arguments, size_t... Index>
static Function function(void (*)(Arguments...), std::index_sequence<Index...>) {
  return {{sizeof(Arguments)...}, [](const std::vector<char*>& arguments, unsigned blocks, unsigned threads) {
            blockDim.x = threads;
            for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) {
              for (threadIdx.x = 0; threadIdx.x < threads; threadIdx.x++) {
                kernel(*reinterpret_cast<std::remove_const_t<Arguments>*>(arguments[Index])...);
              }
            }
          }};
}

template <auto kernel, class... Arguments>
static Function function(void (*typed)(Arguments...)) {
  return function<kernel>(typed, std::index_sequence_for<Arguments...>());
}

using Module = std::map<std::string, Function>;

#define ENTRY(space, name) {#name, function<space::name>(space::name)}
#define MODULE(space)                                                                                                     \
  Module {                                                                                                                \
    ENTRY(space, from_floats), ENTRY(space, to_floats), ENTRY(space, place_images), ENTRY(space, prepare_images),         \
        ENTRY(space, weights_to_blocks), ENTRY(space, gradient_from_blocks), ENTRY(space, add_bias_and_activate),         \
        ENTRY(space, activation_gradient), ENTRY(space, add_stretches), ENTRY(space, normalize),                          \
        ENTRY(space, normalize_gradient), ENTRY(space, max_pool), ENTRY(space, max_pool_gradient), ENTRY(space, drop),    \
        ENTRY(space, normalize_in_maps), ENTRY(space, normalize_in_maps_shares),                                          \
        ENTRY(space, normalize_in_maps_gradient), ENTRY(space, activate_in_place),                                        \
        ENTRY(space, activation_gradient_in_place),                                                                       \
        ENTRY(space, split_sum), ENTRY(space, score), ENTRY(space, update)                                                \
  }

// By the options with which NVRTC compiles them.
static std::map<std::string, Module> modules = {
    {"-DNUMBER=float -DPACK=1 ", MODULE(of_1_float)},  {"-DNUMBER=float -DPACK=2 ", MODULE(of_2_floats)},
    {"-DNUMBER=float -DPACK=4 ", MODULE(of_4_floats)}, {"-DNUMBER=bf16 -DPACK=1 ", MODULE(of_1_bf16)},
    {"-DNUMBER=bf16 -DPACK=2 ", MODULE(of_2_bf16)},    {"-DNUMBER=bf16 -DPACK=4 ", MODULE(of_4_bf16)},
    {"-DNUMBER=bf16 -DPACK=8 ", MODULE(of_8_bf16)}};

// ---- Streams and events.

// Whether streams are late: they do nothing before somebody waits for it, as a GPU may that is busy. Else they begin at once.
static std::atomic<bool> late{false};

class Stream {
 public:
  Stream() : worker_([this] { work(); }) {}

  // The number of the task.
  long add(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
    added_++;
    if (!late) demanded_ = added_;
    changed_.notify_all();
    return added_;
  }

  // Lets it work up to a task.
  void demand(long number) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (number > demanded_) demanded_ = number;
    changed_.notify_all();
  }

  void synchronize() {
    std::unique_lock<std::mutex> lock(mutex_);
    long last = added_;
    demanded_ = last;
    changed_.notify_all();
    changed_.wait(lock, [this, last] { return done_ >= last; });
  }

  void finish() {
    demand(add({}));
    worker_.join();
  }

 private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return done_ < demanded_; });
        task = tasks_.front();
      }
      if (task) task();
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.pop_front();
      done_++;
      changed_.notify_all();
      if (!task) return;
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  long added_ = 0;
  long demanded_ = 0;
  long done_ = 0;
  std::thread worker_;
};

// A record is complete when as many have been reached as were made when somebody began to wait.
class Event {
 public:
  explicit Event(int gpu) : gpu(gpu) {}

  const int gpu;

  void record(std::shared_ptr<Stream> stream) {
    std::lock_guard<std::mutex> lock(mutex_);
    long number = ++made_;
    long task = stream->add([this, number] {
      std::lock_guard<std::mutex> reaching(mutex_);
      if (number > reached_) reached_ = number;
      records_.erase(number);
      changed_.notify_all();
    });
    records_[number] = {std::move(stream), task};
  }

  long made() {
    std::lock_guard<std::mutex> lock(mutex_);
    return made_;
  }

  void wait(long number) {
    std::unique_lock<std::mutex> lock(mutex_);
    auto record = records_.find(number);
    if (record != records_.end()) record->second.first->demand(record->second.second);
    changed_.wait(lock, [this, number] { return reached_ >= number; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  long made_ = 0;
  long reached_ = 0;
  std::map<long, std::pair<std::shared_ptr<Stream>, long>> records_;
};

extern "C" void make_streams_late(int yes) { late = yes != 0; }

// ---- The runtime: two GPUs of 4 GB that may not read each other's memory.

static const int GPUS = 2;
static const size_t TOTAL = size_t(4) << 30;
static const int ALREADY_ENABLED = 704, OUT_OF_MEMORY = 2, INVALID = 1;
static thread_local int current = 0;
static std::mutex bookkeeping;
static std::map<void*, std::pair<int, size_t>> allocations;
// Never destroyed: a test that failed may have left some at work.
static auto& streams = *new std::map<Stream*, std::shared_ptr<Stream>>();

static size_t used(int gpu) {
  size_t sum = 0;
  for (auto& each : allocations) sum += each.second.first == gpu ? each.second.second : 0;
  return sum;
}

extern "C" {

int cudaSetDevice(int gpu) {
  if (gpu >= GPUS) return 101;
  current = gpu;
  return 0;
}

int cudaGetDeviceCount(int* count) {
  *count = GPUS;
  return 0;
}

int cudaDeviceGetAttribute(int* value, int attribute, int) {
  *value = attribute == 75 ? 9 : 0;
  return 0;
}

int cudaDriverGetVersion(int* version) {
  *version = 13000;
  return 0;
}

int cudaRuntimeGetVersion(int* version) {
  *version = 13000;
  return 0;
}

const char* cudaGetErrorString(int) { return "an error of the stand-in"; }

int cudaGetLastError() { return 0; }

int cudaMalloc(void** memory, size_t bytes) {
  std::lock_guard<std::mutex> lock(bookkeeping);
  if (used(current) + bytes > TOTAL) return OUT_OF_MEMORY;
  *memory = aligned_alloc(256, (bytes + 255) / 256 * 256);
  memset(*memory, 0xFF, bytes);
  allocations[*memory] = {current, bytes};
  return 0;
}

int cudaFree(void* memory) {
  std::lock_guard<std::mutex> lock(bookkeeping);
  if (!allocations.count(memory)) return INVALID;
  for (auto& each : streams) each.first->synchronize();
  allocations.erase(memory);
  free(memory);
  return 0;
}

int cudaMemGetInfo(size_t* free_bytes, size_t* total) {
  std::lock_guard<std::mutex> lock(bookkeeping);
  *free_bytes = TOTAL - used(current);
  *total = TOTAL;
  return 0;
}

int cudaMallocHost(void** memory, size_t bytes) {
  *memory = malloc(bytes);
  return 0;
}

int cudaFreeHost(void* memory) {
  free(memory);
  return 0;
}

int cudaStreamCreateWithFlags(Stream** stream, unsigned) {
  auto fresh = std::make_shared<Stream>();
  *stream = fresh.get();
  std::lock_guard<std::mutex> lock(bookkeeping);
  streams[*stream] = fresh;
  return 0;
}

int cudaStreamDestroy(Stream* stream) {
  stream->finish();
  std::lock_guard<std::mutex> lock(bookkeeping);
  streams.erase(stream);
  return 0;
}

int cudaStreamSynchronize(Stream* stream) {
  stream->synchronize();
  return 0;
}

int cudaEventCreateWithFlags(Event** event, unsigned) {
  *event = new Event(current);
  return 0;
}

// Late waiters may still look at it: events are few, and are left to the end of the process.
int cudaEventDestroy(Event*) { return 0; }

int cudaEventRecord(Event* event, Stream* stream) {
  std::unique_lock<std::mutex> lock(bookkeeping);
  std::shared_ptr<Stream> shared = streams.at(stream);
  lock.unlock();
  event->record(shared);
  return 0;
}

int cudaEventSynchronize(Event* event) {
  event->wait(event->made());
  return 0;
}

int cudaStreamWaitEvent(Stream* stream, Event* event, unsigned) {
  long number = event->made();
  stream->add([event, number] { event->wait(number); });
  return 0;
}

int cudaMemsetAsync(void* memory, int value, size_t bytes, Stream* stream) {
  stream->add([=] { memset(memory, value, bytes); });
  return 0;
}

int cudaMemcpyAsync(void* to, const void* from, size_t bytes, int, Stream* stream) {
  stream->add([=] { memcpy(to, from, bytes); });
  return 0;
}

int cudaMemcpyPeerAsync(void* to, int, const void* from, int, size_t bytes, Stream* stream) {
  return cudaMemcpyAsync(to, from, bytes, 0, stream);
}

int cudaMemcpy2DAsync(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width, size_t height, int,
                      Stream* stream) {
  if (width > to_pitch || width > from_pitch) return INVALID;
  stream->add([=] {
    for (size_t row = 0; row < height; row++) {
      memcpy(static_cast<char*>(to) + row * to_pitch, static_cast<const char*>(from) + row * from_pitch, width);
    }
  });
  return 0;
}

int cudaDeviceCanAccessPeer(int* possible, int, int) {
  *possible = 0;
  return 0;
}

int cudaDeviceEnablePeerAccess(int, unsigned) { return ALREADY_ENABLED; }

// ---- The driver and the compiler: a program's machine code is the name of the type it is for.

int cuGetErrorString(int, const char** words) {
  *words = "an error of the stand-in";
  return 0;
}

int cuModuleLoadData(std::map<std::string, Function>** module, const void* image) {
  *module = &modules.at(static_cast<const char*>(image));
  return 0;
}

int cuModuleUnload(void*) { return 0; }

int cuModuleGetFunction(Function** found, Module* module, const char* name) {
  auto entry = module->find(name);
  if (entry == module->end()) return 500;
  *found = &entry->second;
  return 0;
}

int cuLaunchKernel(Function* kernel, unsigned blocks, unsigned, unsigned, unsigned threads, unsigned, unsigned, unsigned,
                   Stream* stream, void** parameters, void**) {
  std::vector<std::vector<char>> copies;
  for (size_t i = 0; i < kernel->sizes.size(); i++) {
    const char* begin = static_cast<const char*>(parameters[i]);
    copies.emplace_back(begin, begin + kernel->sizes[i]);
  }
  stream->add([=]() mutable {
    std::vector<char*> arguments;
    for (auto& copy : copies) arguments.push_back(copy.data());
    kernel->run(arguments, blocks, threads);
  });
  return 0;
}

int nvrtcCreateProgram(std::string** program, const char*, const char*, int, const char* const*, const char* const*) {
  *program = new std::string();
  return 0;
}

int nvrtcDestroyProgram(std::string** program) {
  delete *program;
  return 0;
}

int nvrtcCompileProgram(std::string* program, int count, const char* const* options) {
  for (int i = 0; i < count; i++) {
    if (strncmp(options[i], "-D", 2) == 0) *program += options[i] + std::string(" ");
  }
  return modules.count(*program) ? 0 : 6;
}

int nvrtcGetCUBINSize(std::string* program, size_t* size) {
  *size = program->size() + 1;
  return 0;
}

int nvrtcGetCUBIN(std::string* program, char* code) {
  strcpy(code, program->c_str());
  return 0;
}

int nvrtcGetProgramLogSize(std::string*, size_t* size) {
  *size = 1;
  return 0;
}

int nvrtcGetProgramLog(std::string*, char* log) {
  *log = 0;
  return 0;
}

const char* nvrtcGetErrorString(int) { return "an error of the stand-in"; }

}  // extern "C"

// ---- cuBLAS and cuDNN.

static const int CUDA_R_32F = 0, CUDA_R_16BF = 14, FLOAT_NUMBERS = 0, BF16_NUMBERS = 9, BAD_PARAM = 2000;

static double get(const void* numbers, size_t at, bool bf16) {
  return bf16 ? of_1_bf16::load(static_cast<const of_1_bf16::bf16*>(numbers) + at) : static_cast<const float*>(numbers)[at];
}

static void put(void* numbers, size_t at, bool bf16, double value) {
  if (bf16) {
    of_1_bf16::store(static_cast<of_1_bf16::bf16*>(numbers) + at, static_cast<float>(value));
  } else {
    static_cast<float*>(numbers)[at] = static_cast<float>(value);
  }
}

struct Handle {
  Stream* stream;
};

struct Maps {
  int format, type, n, c, h, w;

  size_t at(int image, int channel, int row, int column) const {
    return format == 1 ? ((size_t(image) * h + row) * w + column) * c + channel
                       : ((size_t(image) * c + channel) * h + row) * w + column;
  }
  size_t channel_step() const { return format == 1 ? 1 : size_t(h) * w; }
  bool bf16() const { return type == BF16_NUMBERS; }
};

struct Convolution {
  int padding, stride, math;
};

struct Performance {
  int algorithm, status;
  float time;
  size_t memory;
  int determinism, math, reserved[3];
};

static const int THE_ALGORITHM = 1;

static bool aligned(const void* memory) { return reinterpret_cast<uintptr_t>(memory) % 16 == 0; }

static float number(const void* factor) { return *static_cast<const float*>(factor); }

static bool fits(const Maps& x, const Maps& w, const Convolution& convolution, const Maps& y) {
  auto out = [&](int in) { return (in + 2 * convolution.padding - w.h) / convolution.stride + 1; };
  return x.type == y.type && x.type == w.type && x.c == w.c && y.c == w.n && x.n == y.n && y.h == out(x.h) && y.w == out(x.w);
}

// Calls what is to be done with each product of the convolution.
template <class Visitor>
static void each_product(const Maps& x, const Maps& w, const Convolution& convolution, const Maps& y, Visitor visit) {
  for (int n = 0; n < y.n; n++)
    for (int oh = 0; oh < y.h; oh++)
      for (int ow = 0; ow < y.w; ow++)
        for (int kh = 0; kh < w.h; kh++)
          for (int kw = 0; kw < w.w; kw++) {
            int ih = oh * convolution.stride - convolution.padding + kh;
            int iw = ow * convolution.stride - convolution.padding + kw;
            if (ih < 0 || iw < 0 || ih >= x.h || iw >= x.w) continue;
            for (int k = 0; k < w.n; k++) {
              size_t i = x.at(n, 0, ih, iw), j = w.at(k, 0, kh, kw), sum = y.at(n, k, oh, ow);
              for (int c = 0; c < w.c; c++, i += x.channel_step(), j += w.channel_step()) visit(i, j, sum);
            }
          }
}

static std::vector<double> all(const void* numbers, const Maps& maps) {
  std::vector<double> copy(size_t(maps.n) * maps.c * maps.h * maps.w);
  for (size_t i = 0; i < copy.size(); i++) copy[i] = get(numbers, i, maps.bf16());
  return copy;
}

static void blend(void* target, const Maps& maps, const std::vector<double>& result, float alpha, float beta) {
  for (size_t i = 0; i < result.size(); i++) {
    double before = beta == 0 ? 0 : beta * get(target, i, maps.bf16());
    put(target, i, maps.bf16(), alpha * result[i] + before);
  }
}

static int find(int* count, Performance* results, int math, size_t workspace) {
  // Others that do not serve: one is not supported, one is faster but gives other bits, one wants too much memory.
  results[0] = {5, 3000, -1, 0, 1, math, {}};
  results[1] = {0, 0, 1, 0, 0, math, {}};
  results[2] = {6, 4002, -1, workspace + 1, 1, math, {}};
  results[3] = {THE_ALGORITHM, 0, 3, workspace, 1, math, {}};
  *count = 4;
  return 0;
}

extern "C" {

int cublasCreate_v2(Handle** handle) {
  *handle = new Handle();
  return 0;
}

int cublasDestroy_v2(Handle* handle) {
  delete handle;
  return 0;
}

int cublasSetStream_v2(Handle* handle, Stream* stream) {
  handle->stream = stream;
  return 0;
}

const char* cublasGetStatusString(int) { return "an error of the stand-in"; }

int cublasGemmEx(Handle* handle, int transpose_a, int transpose_b, int m, int n, int k, const void* alpha, const void* a,
                 int a_type, int lda, const void* b, int b_type, int ldb, const void* beta, void* c, int c_type, int ldc, int,
                 int) {
  if (a_type != b_type || lda < (transpose_a ? k : m) || ldb < (transpose_b ? n : k) || ldc < m) return 7;
  if (c_type != CUDA_R_32F && c_type != a_type) return 15;
  float times = number(alpha), keep = number(beta);
  handle->stream->add([=] {
    std::vector<double> sums(size_t(m) * n);
    for (int p = 0; p < k; p++)
      for (int j = 0; j < n; j++) {
        double right = get(b, transpose_b ? size_t(p) * ldb + j : size_t(j) * ldb + p, b_type == CUDA_R_16BF);
        for (int i = 0; i < m; i++) {
          size_t at = transpose_a ? size_t(i) * lda + p : size_t(p) * lda + i;
          sums[size_t(j) * m + i] += get(a, at, a_type == CUDA_R_16BF) * right;
        }
      }
    for (int j = 0; j < n; j++)
      for (int i = 0; i < m; i++) {
        size_t at = size_t(j) * ldc + i;
        double before = keep == 0 ? 0 : keep * get(c, at, c_type == CUDA_R_16BF);
        put(c, at, c_type == CUDA_R_16BF, times * sums[size_t(j) * m + i] + before);
      }
  });
  return 0;
}

int cudnnCreate(Handle** handle) {
  *handle = new Handle();
  return 0;
}

int cudnnDestroy(Handle* handle) {
  delete handle;
  return 0;
}

int cudnnSetStream(Handle* handle, Stream* stream) {
  handle->stream = stream;
  return 0;
}

const char* cudnnGetErrorString(int) { return "an error of the stand-in"; }

int cudnnCreateTensorDescriptor(Maps** maps) {
  *maps = new Maps();
  return 0;
}

int cudnnDestroyTensorDescriptor(Maps* maps) {
  delete maps;
  return 0;
}

int cudnnSetTensor4dDescriptor(Maps* maps, int format, int type, int n, int c, int h, int w) {
  *maps = {format, type, n, c, h, w};
  return 0;
}

int cudnnCreateFilterDescriptor(Maps** maps) { return cudnnCreateTensorDescriptor(maps); }

int cudnnDestroyFilterDescriptor(Maps* maps) { return cudnnDestroyTensorDescriptor(maps); }

int cudnnSetFilter4dDescriptor(Maps* maps, int type, int format, int k, int c, int h, int w) {
  *maps = {format, type, k, c, h, w};
  return 0;
}

int cudnnCreateConvolutionDescriptor(Convolution** convolution) {
  *convolution = new Convolution();
  return 0;
}

int cudnnDestroyConvolutionDescriptor(Convolution* convolution) {
  delete convolution;
  return 0;
}

int cudnnSetConvolution2dDescriptor(Convolution* convolution, int padding, int, int stride, int, int, int, int mode, int type) {
  convolution->padding = padding;
  convolution->stride = stride;
  return mode == 1 && type == FLOAT_NUMBERS ? 0 : BAD_PARAM;
}

int cudnnSetConvolutionMathType(Convolution* convolution, int math) {
  convolution->math = math;
  return 0;
}

int cudnnFindConvolutionForwardAlgorithmEx(Handle*, Maps* x, const void*, Maps* w, const void*, Convolution* convolution,
                                           Maps* y, void*, int, int* count, Performance* results, void*, size_t workspace) {
  return fits(*x, *w, *convolution, *y) ? find(count, results, convolution->math, workspace) : BAD_PARAM;
}

int cudnnFindConvolutionBackwardDataAlgorithmEx(Handle*, Maps* w, const void*, Maps* y, const void*, Convolution* convolution,
                                                Maps* x, void*, int, int* count, Performance* results, void*, size_t workspace) {
  return fits(*x, *w, *convolution, *y) ? find(count, results, convolution->math, workspace) : BAD_PARAM;
}

int cudnnFindConvolutionBackwardFilterAlgorithmEx(Handle*, Maps* x, const void*, Maps* y, const void*, Convolution* convolution,
                                                  Maps* w, void*, int, int* count, Performance* results, void*,
                                                  size_t workspace) {
  return fits(*x, *w, *convolution, *y) ? find(count, results, convolution->math, workspace) : BAD_PARAM;
}

int cudnnConvolutionForward(Handle* handle, const void* alpha, Maps* x, const void* input, Maps* w, const void* weights,
                            Convolution* convolution, int algorithm, void*, size_t, const void* beta, Maps* y, void* output) {
  if (algorithm != THE_ALGORITHM || !fits(*x, *w, *convolution, *y) || !aligned(weights)) return BAD_PARAM;
  handle->stream->add([=, x = *x, w = *w, convolution = *convolution, y = *y, times = number(alpha), keep = number(beta)] {
    std::vector<double> from = all(input, x), by = all(weights, w), sums(all(output, y).size());
    each_product(x, w, convolution, y, [&](size_t i, size_t j, size_t k) { sums[k] += from[i] * by[j]; });
    blend(output, y, sums, times, keep);
  });
  return 0;
}

int cudnnConvolutionBackwardData(Handle* handle, const void* alpha, Maps* w, const void* weights, Maps* y, const void* flow,
                                 Convolution* convolution, int algorithm, void*, size_t, const void* beta, Maps* x,
                                 void* gradient) {
  if (algorithm != THE_ALGORITHM || !fits(*x, *w, *convolution, *y) || !aligned(weights)) return BAD_PARAM;
  handle->stream->add([=, x = *x, w = *w, convolution = *convolution, y = *y, times = number(alpha), keep = number(beta)] {
    std::vector<double> from = all(flow, y), by = all(weights, w), sums(all(gradient, x).size());
    each_product(x, w, convolution, y, [&](size_t i, size_t j, size_t k) { sums[i] += from[k] * by[j]; });
    blend(gradient, x, sums, times, keep);
  });
  return 0;
}

int cudnnConvolutionBackwardFilter(Handle* handle, const void* alpha, Maps* x, const void* input, Maps* y, const void* flow,
                                   Convolution* convolution, int algorithm, void*, size_t, const void* beta, Maps* w,
                                   void* gradient) {
  if (algorithm != THE_ALGORITHM || !fits(*x, *w, *convolution, *y) || !aligned(gradient)) return BAD_PARAM;
  handle->stream->add([=, x = *x, w = *w, convolution = *convolution, y = *y, times = number(alpha), keep = number(beta)] {
    std::vector<double> from = all(input, x), by = all(flow, y), sums(all(gradient, w).size());
    each_product(x, w, convolution, y, [&](size_t i, size_t j, size_t k) { sums[j] += from[i] * by[k]; });
    blend(gradient, w, sums, times, keep);
  });
  return 0;
}

int cudnnSoftmaxForward(Handle* handle, int algorithm, int mode, const void* alpha, Maps* x, const void* logits,
                        const void* beta, Maps* y, void* result) {
  if (mode != 0 || (algorithm != 1 && algorithm != 2) || x->type != FLOAT_NUMBERS) return BAD_PARAM;
  handle->stream->add([=, x = *x, y = *y, times = number(alpha), keep = number(beta)] {
    std::vector<double> numbers = all(logits, x);
    size_t length = numbers.size() / x.n;
    for (int image = 0; image < x.n; image++) {
      double* row = numbers.data() + image * length;
      double largest = row[0], sum = 0;
      for (size_t i = 1; i < length; i++) largest = std::max(largest, row[i]);
      for (size_t i = 0; i < length; i++) sum += std::exp(row[i] - largest);
      for (size_t i = 0; i < length; i++) {
        double logarithm = row[i] - largest - std::log(sum);
        row[i] = algorithm == 2 ? logarithm : std::exp(logarithm);
      }
    }
    blend(result, y, numbers, times, keep);
  });
  return 0;
}

}  // extern "C"
