/* The log-Normal model with fitted variances and complete data as the program samples it, in C: the density of eta = ln v with areas and fluxes integrated out, then B | v exactly.
 *
 *     gcc -std=gnu11 -O3 -march=native -mprefer-vector-width=512 -ffast-math -fopenmp -DINSTRUMENTS=3 -o collapsed collapsed.c -lm
 *     collapsed DATA.txt OUT hmc|independence CHAINS DRAWS SEED CORES [STEP LEAPFROGS]
 *
 * DATA.txt: N M, alpha beta, then b tau of every instrument, then y, an instrument a row. OUT.bin gets doubles [B, sigma2][chain][draw]; standard output JSON.
 *
 * hmc: trajectories of LEAPFROGS steps of STEP standard deviations of the Laplace approximation, jittered by 40 % (src/Kernels/Samplers/CollapsedHamiltonian.cs).
 * independence: Metropolis steps from a multivariate t of 6 degrees of freedom, the Laplace approximation at the mode, adapted once to weighted draws of itself.
 * Chains go LANES abreast, arrays [component][lane], in loops that gcc makes vector instructions of, with glibc's vector exp and log; N is known to the compiler,
 * where the program learns it when it runs. */
#define _GNU_SOURCE
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#ifndef INSTRUMENTS
#define INSTRUMENTS 3
#endif
enum { N = INSTRUMENTS, FREEDOM = 6, PILOT = 8192, BUFFER = 16 };
static double m, alpha, beta, b[N], tau2[N], level[N], D[N][N];

/* w, p, q, delta and their sums, as src/Kernels/Models/LogNormal/CompleteModel.cs names them. */
struct work { double w[N], p[N], q[N], delta[N], W, P, Pd; };

static inline __attribute__((always_inline)) void precisions(const double *eta, struct work *k)
{
    k->W = k->P = k->Pd = 0.0;
    for (int i = 0; i < N; i++)
    {
        double w = exp(-fmax(fmin(eta[i], 300.0), -300.0)), odds = 1.0 + tau2[i] * m * w;
        double both = 1.0 / (w * odds), v = both * odds;
        k->w[i] = w;
        k->q[i] = both * w;
        k->p[i] = m * w * k->q[i];
        k->delta[i] = 0.5 * v + level[i] - b[i];
        k->W += w;
        k->P += k->p[i];
        k->Pd += k->p[i] * k->delta[i];
    }
}

/* ln p(eta | y) up to a constant, and its gradient where slope is given. */
static inline __attribute__((always_inline)) double density(const double *eta, double *slope)
{
    struct work k;
    precisions(eta, &k);
    double inverse = 1.0 / (k.W * k.P), iW = inverse * k.P, iP = inverse * k.W, centre = k.Pd * iP, spread = 0.0, rows[N];
    for (int i = 0; i < N; i++)
    {
        rows[i] = 0.0;
        for (int j = 0; j < N; j++) rows[i] += D[i][j] * k.w[j];
        rows[i] *= iW;
        spread += rows[i] * k.w[i];
    }
    spread *= 0.5 * iW;
    double contrasts = 0.5 * (m - 1.0), sum = contrasts * log(k.W) + 0.5 * k.W * spread, product = k.P;
    for (int i = 0; i < N; i++)
    {
        double deviation = k.delta[i] - centre;
        sum += (alpha + contrasts + 0.5) * eta[i] + beta * k.w[i] + 0.5 * k.p[i] * deviation * deviation;
        product /= k.q[i];
        if (slope)
        {
            double between = 0.5 * k.w[i] * (rows[i] - spread) - contrasts * (1.0 - k.w[i] * iW);
            double means = 0.5 * k.q[i] * (k.p[i] * (deviation * deviation + iP) - 1.0 - m * deviation);
            slope[i] = beta * k.w[i] - alpha + between + means;
        }
    }
    return -(sum + 0.5 * log(product));
}

static inline void densities(lanes eta[N], double *value, lanes slope[N])
{
    EACH
    {
        double x[N], g[N];
        for (int i = 0; i < N; i++) x[i] = eta[i][l];
        value[l] = density(x, slope ? g : NULL);
        if (slope)
            for (int i = 0; i < N; i++) slope[i][l] = g[i];
    }
}

/* Draws of B and v of a block of chains, so many that they go out to their columns by whole cache lines. */
struct buffer { double draws[2 * N][LANES][BUFFER] __attribute__((aligned(64))); };

/* v and B | v of every lane. */
static inline void keep(struct random *r, lanes eta[N], struct buffer *buffer, int at)
{
    lanes z[N + 2];
    for (int i = 0; i <= N; i += 2) normals(r, z[i], z[i + 1]);
    EACH
    {
        double x[N];
        struct work k;
        for (int i = 0; i < N; i++) x[i] = eta[i][l];
        precisions(x, &k);
        double flux = k.Pd / k.P + z[N][l] / sqrt(k.P);
        for (int i = 0; i < N; i++)
        {
            buffer->draws[i][l][at] = b[i] + tau2[i] * k.p[i] * (k.delta[i] - flux) + sqrt(tau2[i] * k.q[i]) * z[i][l];
            buffer->draws[N + i][l][at] = exp(x[i]);
        }
    }
}

static void flush(const struct buffer *buffer, int held, double *draws, long chain, long at, long chains, long count)
{
    for (int i = 0; i < 2 * N; i++)
        for (int l = 0; l < LANES; l++) memcpy(draws + (i * chains + chain + l) * count + at, buffer->draws[i][l], sizeof(double) * held);
}

/* One multivariate t: mean, lower factor of its scale matrix, ln of its constant left out. */
struct proposal { double mean[N], factor[N][N]; };

static void cholesky(double a[N][N], double factor[N][N])
{
    memset(factor, 0, sizeof(double) * N * N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++)
        {
            double sum = a[i][j];
            for (int k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
            if (i == j && !(sum > 0.0)) fprintf(stderr, "the curvature at the mode is not that of a maximum\n"), exit(1);
            factor[i][j] = i == j ? sqrt(sum) : sum / factor[j][j];
        }
}

/* Points of the t, chi-squared of 6 degrees of freedom by a product of three uniforms, and ln p/q there. */
static inline void propose(struct random *r, const struct proposal *t, lanes point[N], double *value, double *weight)
{
    lanes z[N + 1], u[3];
    for (int i = 0; i < N; i += 2) normals(r, z[i], z[i + 1]);
    for (int k = 0; k < 3; k++) uniform(r, u[k]);
    EACH
    {
        double stretch2 = FREEDOM / (-2.0 * log(u[0][l] * u[1][l] * u[2][l])), stretch = sqrt(stretch2), square = 0.0;
        for (int i = 0; i < N; i++)
        {
            double sum = 0.0;
            for (int j = 0; j <= i; j++) sum += t->factor[i][j] * z[j][l];
            point[i][l] = t->mean[i] + stretch * sum;
            square += z[i][l] * z[i][l];
        }
        /* L^-1 (x - mean) is the stretched z itself: the density of a point that the t proposed needs no solve. */
        weight[l] = 0.5 * (FREEDOM + N) * log(1.0 + square * stretch2 / FREEDOM);
    }
    densities(point, value, NULL);
    EACH weight[l] += value[l];
}

/* The mode by Newton steps on differences of the gradient, and the Laplace covariance. */
static void laplace(double *mode, double covariance[N][N])
{
    for (int i = 0; i < N; i++)
    {
        double square = 0.0;
        for (int j = 0; j < N; j++) square += D[i][j];
        mode[i] = log(fmax(0.5 * square / (m * (N - 1)), 1e-8));
    }
    for (int step = 0;; step++)
    {
        double g[N], up[N], down[N], h[N][N], lower[N][N], inverse[N][N], move[N] = { 0 }, size = 0.0, here = density(mode, g);
        for (int i = 0; i < N; i++)
        {
            double x[N];
            memcpy(x, mode, sizeof x);
            x[i] = mode[i] + 1e-5;
            density(x, up);
            x[i] = mode[i] - 1e-5;
            density(x, down);
            for (int j = 0; j < N; j++) h[i][j] = (down[j] - up[j]) / 2e-5;
        }
        for (int i = 0; i < N; i++)
            for (int j = 0; j < i; j++) h[i][j] = h[j][i] = 0.5 * (h[i][j] + h[j][i]);
        cholesky(h, lower);
        for (int c = 0; c < N; c++)
        {
            double x[N];
            for (int i = 0; i < N; i++)
            {
                x[i] = i == c;
                for (int k = 0; k < i; k++) x[i] -= lower[i][k] * x[k];
                x[i] /= lower[i][i];
            }
            for (int i = N - 1; i >= 0; i--)
            {
                for (int k = i + 1; k < N; k++) x[i] -= lower[k][i] * x[k];
                x[i] /= lower[i][i];
                inverse[i][c] = x[i];
            }
        }
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) move[i] += inverse[i][j] * g[j];
        double scale = 1.0, next[N];
        do
        {
            size = 0.0;
            for (int i = 0; i < N; i++) next[i] = mode[i] + scale * move[i], size = fmax(size, fabs(scale * move[i]));
            scale *= 0.5;
        } while (density(next, NULL) < here - 1e-9 && size > 1e-12);
        memcpy(mode, next, sizeof next);
        if (size < 1e-9 || step == 200)
        {
            memcpy(covariance, inverse, sizeof inverse);
            return;
        }
    }
}

/* The t nearest to the posterior in Kullback-Leibler distance, by EM on weighted points of the one given (Cappe et al. 2008). */
static void adapt(struct random *r, struct proposal *t)
{
    static double points[PILOT][N], weights[PILOT];
    double highest = -INFINITY, sum = 0.0;
    for (int at = 0; at < PILOT; at += LANES)
    {
        lanes x[N], value, weight;
        propose(r, t, x, value, weight);
        for (int l = 0; l < LANES; l++)
        {
            for (int i = 0; i < N; i++) points[at + l][i] = x[i][l];
            weights[at + l] = weight[l];
            highest = fmax(highest, weight[l]);
        }
    }
    for (int k = 0; k < PILOT; k++) sum += weights[k] = exp(weights[k] - highest);
    for (int round = 0; round < 5; round++)
    {
        static double shares[PILOT];
        double total = 0.0, mean[N] = { 0 }, scale[N][N] = { { 0 } };
        for (int k = 0; k < PILOT; k++)
        {
            double square = 0.0, white[N];
            for (int i = 0; i < N; i++)
            {
                white[i] = points[k][i] - t->mean[i];
                for (int j = 0; j < i; j++) white[i] -= t->factor[i][j] * white[j];
                white[i] /= t->factor[i][i];
                square += white[i] * white[i];
            }
            shares[k] = weights[k] / sum * (FREEDOM + N) / (FREEDOM + square);
            total += shares[k];
            for (int i = 0; i < N; i++) mean[i] += shares[k] * points[k][i];
        }
        for (int i = 0; i < N; i++) t->mean[i] = mean[i] / total;
        for (int k = 0; k < PILOT; k++)
            for (int i = 0; i < N; i++)
                for (int j = 0; j < N; j++) scale[i][j] += shares[k] * (points[k][i] - t->mean[i]) * (points[k][j] - t->mean[j]);
        cholesky(scale, t->factor);
    }
}

struct chains { struct random random; lanes eta[N], slope[N], value, weight; };

/* One trajectory of every lane. */
static inline void travel(struct chains *c, const double *scale, double step, int leapfrogs, lanes accept)
{
    lanes z[N + 1], jitter, u, x[N], p[N], g[N], value, energy;
    for (int i = 0; i < N; i += 2) normals(&c->random, z[i], z[i + 1]);
    uniform(&c->random, jitter);
    uniform(&c->random, u);
    EACH
    {
        jitter[l] = step * (1.0 + 0.4 * (2.0 * jitter[l] - 1.0));
        energy[l] = c->value[l];
        for (int i = 0; i < N; i++)
        {
            x[i][l] = c->eta[i][l];
            energy[l] -= 0.5 * z[i][l] * z[i][l];
            p[i][l] = z[i][l] + 0.5 * jitter[l] * scale[i] * c->slope[i][l];
        }
    }
    for (int leapfrog = 1; leapfrog <= leapfrogs; leapfrog++)
    {
        double kick = leapfrog == leapfrogs ? 0.5 : 1.0;
        for (int i = 0; i < N; i++) EACH x[i][l] += jitter[l] * scale[i] * p[i][l];
        densities(x, value, g);
        for (int i = 0; i < N; i++) EACH p[i][l] += kick * jitter[l] * scale[i] * g[i][l];
    }
    EACH
    {
        double change = value[l] - energy[l];
        for (int i = 0; i < N; i++) change -= 0.5 * p[i][l] * p[i][l];
        double probability = exp(fmin(change, 0.0));
        accept[l] += probability;
        int moved = u[l] < probability;
        c->value[l] = moved ? value[l] : c->value[l];
        for (int i = 0; i < N; i++)
        {
            c->eta[i][l] = moved ? x[i][l] : c->eta[i][l];
            c->slope[i][l] = moved ? g[i][l] : c->slope[i][l];
        }
    }
}

/* One proposal of every lane. */
static inline void jump(struct chains *c, const struct proposal *t, lanes accept)
{
    lanes x[N], value, weight, u;
    propose(&c->random, t, x, value, weight);
    uniform(&c->random, u);
    EACH
    {
        double probability = exp(fmin(weight[l] - c->weight[l], 0.0));
        accept[l] += probability;
        int moved = u[l] < probability;
        c->value[l] = moved ? value[l] : c->value[l];
        c->weight[l] = moved ? weight[l] : c->weight[l];
        for (int i = 0; i < N; i++) c->eta[i][l] = moved ? x[i][l] : c->eta[i][l];
    }
}

static void read_data(const char *path)
{
    FILE *file = fopen(path, "r");
    int n = 0, sources = 0;
    if (!file || fscanf(file, "%d %d %lf %lf", &n, &sources, &alpha, &beta) != 4 || n != N)
        fprintf(stderr, "%s: found %d instruments, expected %d: compile with -DINSTRUMENTS=%d\n", path, n, N, n), exit(1);
    double *y = malloc(sizeof(double) * N * sources);
    int bad = 0;
    for (int i = 0; i < N; i++) bad |= fscanf(file, "%lf %lf", &b[i], &tau2[i]) != 2, tau2[i] *= tau2[i];
    for (int k = 0; k < N * sources; k++) bad |= fscanf(file, "%lf", &y[k]) != 1;
    if (bad) fprintf(stderr, "%s: ends before the last number\n", path), exit(1);
    fclose(file);
    m = sources;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < sources; j++) level[i] += y[i * sources + j] / m;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            for (int j = 0; j < sources; j++)
            {
                double apart = y[i * sources + j] - level[i] - y[k * sources + j] + level[k];
                D[i][k] += apart * apart;
            }
    free(y);
}

int main(int count, char **words)
{
    if (count < 8) return fprintf(stderr, "collapsed DATA.txt OUT hmc|independence CHAINS DRAWS SEED CORES [STEP LEAPFROGS]\n"), 2;
    int hmc = strcmp(words[3], "hmc") == 0, cores = atoi(words[7]), leapfrogs = count > 9 ? atoi(words[9]) : 2, warm = hmc ? 100 : 32;
    long chains = atol(words[4]), draws = atol(words[5]);
    uint64_t key = strtoull(words[6], NULL, 10);
    double step = count > 8 ? atof(words[8]) : 0.7;
    if (chains % LANES || chains < LANES) return fprintf(stderr, "chains: found %ld, expected a multiple of %d\n", chains, LANES), 2;
    read_data(words[1]);
    double begin = omp_get_wtime(), covariance[N][N], scale[N];
    struct proposal t;
    laplace(t.mean, covariance);
    for (int i = 0; i < N; i++) scale[i] = sqrt(covariance[i][i]);
    cholesky(covariance, t.factor);
    struct random pilot;
    seed(&pilot, split(&key));
    adapt(&pilot, &t);
    long blocks = chains / LANES;
    struct chains *all = aligned_alloc(64, sizeof(struct chains) * blocks);
    double *kept = malloc(sizeof(double) * 2 * N * chains * draws), accepted = 0.0, middle = 0.0;
    for (long k = 0; k < blocks; k++) seed(&all[k].random, split(&key));
    memset(kept, 0xFF, sizeof(double) * 2 * N * chains * draws); /* the first touch of the memory is no part of sampling */
    for (int phase = 0; phase < 2; phase++)
    {
        if (phase == 1) middle = omp_get_wtime();
        accepted = 0.0;
#pragma omp parallel for num_threads(cores) schedule(dynamic) reduction(+ : accepted)
        for (long k = 0; k < blocks; k++)
        {
            struct chains *c = &all[k];
            lanes accept = { 0 };
            struct buffer buffer;
            if (phase == 0)
            {
                propose(&c->random, &t, c->eta, c->value, c->weight);
                densities(c->eta, c->value, c->slope);
            }
            for (long at = 0; at < (phase ? draws : warm); at++)
            {
                if (hmc) travel(c, scale, step, leapfrogs, accept);
                else jump(c, &t, accept);
                if (phase)
                {
                    int held = at % BUFFER;
                    keep(&c->random, c->eta, &buffer, held);
                    if (held == BUFFER - 1 || at == draws - 1) flush(&buffer, held + 1, kept, k * LANES, at - held, chains, draws);
                }
            }
            for (int l = 0; l < LANES; l++) accepted += accept[l];
        }
    }
    double end = omp_get_wtime();
    char path[4096];
    snprintf(path, sizeof path, "%s.bin", words[2]);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(kept, sizeof(double), 2 * N * chains * draws, out) != (size_t)(2 * N * chains * draws) || fclose(out)) return perror(path), 1;
    printf("{\"warmup\": %d, \"warmup_s\": %.6f, \"sampling_s\": %.6f, \"acceptance\": %.4f}\n", warm, middle - begin, end - middle, accepted / (double)(chains * draws));
    return 0;
}
