/* Random numbers of LANES chains abreast. */
#ifndef RANDOM_H
#define RANDOM_H
#include <math.h>
#include <stdint.h>

enum { LANES = 16 };
#define EACH _Pragma("omp simd") for (int l = 0; l < LANES; l++)
typedef double lanes[LANES] __attribute__((aligned(64)));

/* xoshiro256++ (Blackman and Vigna 2019), a generator a lane, seeded by SplitMix64. */
struct random { uint64_t s[4][LANES] __attribute__((aligned(64))); };

static uint64_t split(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void seed(struct random *r, uint64_t key)
{
    for (int l = 0; l < LANES; l++)
        for (int k = 0; k < 4; k++) r->s[k][l] = split(&key);
}

/* Uniforms in (0, 1), odd multiples of 2^-53. */
static inline void uniform(struct random *r, double *u)
{
    EACH
    {
        uint64_t s0 = r->s[0][l], s1 = r->s[1][l], s2 = r->s[2][l], s3 = r->s[3][l], sum = s0 + s3;
        uint64_t word = ((sum << 23) | (sum >> 41)) + s0;
        uint64_t t = s1 << 17;
        s2 ^= s0, s3 ^= s1, s1 ^= s2, s0 ^= s3, s2 ^= t, s3 = (s3 << 45) | (s3 >> 19);
        r->s[0][l] = s0, r->s[1][l] = s1, r->s[2][l] = s2, r->s[3][l] = s3;
        union { uint64_t bits; double value; } one = { .bits = (word >> 12) | 0x3FF0000000000000u };
        u[l] = one.value - (1.0 - 0x1p-53);
    }
}

/* Two normals by Box and Muller; sine and cosine by fdlibm's polynomials, for gcc makes one scalar call of a sin and a cos of the same angle. */
static inline void normals(struct random *r, double *x, double *y)
{
    lanes u, v;
    uniform(r, u);
    uniform(r, v);
    EACH
    {
        double radius = sqrt(-2.0 * log(u[l]));
        double quarters = floor(4.0 * v[l] + 0.5);
        double t = 6.283185307179586 * (v[l] - 0.25 * quarters), z = t * t;
        double s = t + t * z * (-1.0 / 6 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06
            + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
        double c = 1.0 - 0.5 * z + z * z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
            + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 - z * 1.13596475577881948265e-11)))));
        /* Four quadrants: the roles change in odd ones, signs in two of four. */
        double odd = quarters - 2.0 * floor(0.5 * quarters), half = floor(0.5 * quarters), flip = 1.0 - 2.0 * (half - 2.0 * floor(0.5 * half));
        x[l] = radius * flip * (odd != 0.0 ? -s : c);
        y[l] = radius * flip * (odd != 0.0 ? c : s);
    }
}

#endif
