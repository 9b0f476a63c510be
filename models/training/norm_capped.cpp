// Batch norm and ReLU6 in one pass over bfloat16 in channels-last order, forward and backward: PyTorch's own take five passes of
// memory and most of a training step on a CPU. Rows are pixels of all pictures, columns channels.
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

inline float wide(uint16_t x) {
  uint32_t bits = uint32_t(x) << 16;
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

inline uint16_t narrow(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  return uint16_t((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

constexpr long PART = 128;  // rows summed in float before they are added in double

template <int C>
void sums(const uint16_t* x, long rows, double* total, double* squares) {
#pragma omp parallel
  {
    std::vector<double> own(2 * C, 0.0);
#pragma omp for schedule(static)
    for (long part = 0; part < (rows + PART - 1) / PART; part++) {
      float a[C] = {}, b[C] = {};
      long end = (part + 1) * PART < rows ? (part + 1) * PART : rows;
      for (long r = part * PART; r < end; r++)
        for (int c = 0; c < C; c++) {
          float v = wide(x[r * C + c]);
          a[c] += v;
          b[c] += v * v;
        }
      for (int c = 0; c < C; c++) own[c] += a[c], own[C + c] += b[c];
    }
#pragma omp critical
    for (int c = 0; c < C; c++) total[c] += own[c], squares[c] += own[C + c];
  }
}

template <int C>
void apply(const uint16_t* x, uint16_t* y, long rows, const float* scale, const float* shift, float low, float high) {
#pragma omp parallel for schedule(static)
  for (long r = 0; r < rows; r++)
    for (int c = 0; c < C; c++) {
      float v = wide(x[r * C + c]) * scale[c] + shift[c];
      v = v < low ? low : v;
      y[r * C + c] = narrow(v > high ? high : v);
    }
}

// Of what comes back: its sum, and its sum times x, where the result was not capped.
template <int C>
void back_sums(const uint16_t* x, const uint16_t* back, long rows, const float* scale, const float* shift, float low, float high,
               double* total, double* product) {
#pragma omp parallel
  {
    std::vector<double> own(2 * C, 0.0);
#pragma omp for schedule(static)
    for (long part = 0; part < (rows + PART - 1) / PART; part++) {
      float a[C] = {}, b[C] = {};
      long end = (part + 1) * PART < rows ? (part + 1) * PART : rows;
      for (long r = part * PART; r < end; r++)
        for (int c = 0; c < C; c++) {
          float v = wide(x[r * C + c]), y = v * scale[c] + shift[c];
          float g = wide(back[r * C + c]) * float((y > low) & (y < high));
          a[c] += g;
          b[c] += g * v;
        }
      for (int c = 0; c < C; c++) own[c] += a[c], own[C + c] += b[c];
    }
#pragma omp critical
    for (int c = 0; c < C; c++) total[c] += own[c], product[c] += own[C + c];
  }
}

// result = scale * back (where not capped) + slope * x + level
template <int C>
void back_apply(const uint16_t* x, const uint16_t* back, uint16_t* result, long rows, const float* scale, const float* shift, float low,
                float high, const float* slope, const float* level) {
#pragma omp parallel for schedule(static)
  for (long r = 0; r < rows; r++)
    for (int c = 0; c < C; c++) {
      float v = wide(x[r * C + c]), y = v * scale[c] + shift[c];
      float g = wide(back[r * C + c]) * float((y > low) & (y < high));
      result[r * C + c] = narrow(scale[c] * g + slope[c] * v + level[c]);
    }
}

}  // namespace

#define WIDTHS(X) X(16) X(24) X(32) X(64) X(96) X(144) X(192) X(256) X(384) X(576)
#define CASE(C) case C: CALL(C); return 0;

extern "C" {

// 0, or 1 for a number of channels that is not compiled.
int norm_sums(const uint16_t* x, long rows, int channels, double* total, double* squares) {
#define CALL(C) sums<C>(x, rows, total, squares)
  switch (channels) { WIDTHS(CASE) }
  return 1;
#undef CALL
}

int norm_apply(const uint16_t* x, uint16_t* y, long rows, int channels, const float* scale, const float* shift, float low, float high) {
#define CALL(C) apply<C>(x, y, rows, scale, shift, low, high)
  switch (channels) { WIDTHS(CASE) }
  return 1;
#undef CALL
}

int norm_back_sums(const uint16_t* x, const uint16_t* back, long rows, int channels, const float* scale, const float* shift, float low,
                   float high, double* total, double* product) {
#define CALL(C) back_sums<C>(x, back, rows, scale, shift, low, high, total, product)
  switch (channels) { WIDTHS(CASE) }
  return 1;
#undef CALL
}

int norm_back_apply(const uint16_t* x, const uint16_t* back, uint16_t* result, long rows, int channels, const float* scale,
                    const float* shift, float low, float high, const float* slope, const float* level) {
#define CALL(C) back_apply<C>(x, back, result, rows, scale, shift, low, high, slope, level)
  switch (channels) { WIDTHS(CASE) }
  return 1;
#undef CALL
}
}
