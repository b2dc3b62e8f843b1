/* Aperture posteriors by the program's own algorithm, a row at a time, in plain C: what the lanes are measured against.
 *
 *     gcc -O3 -march=native -o aprates aprates.c -lm
 *     aprates rows.csv results.csv repeats        rows of n,m,f,g,r,conf; prints ns a row of the first and of the fastest pass
 *
 * Mixture weights by recurrence, then series in x with their derivatives (Horner), Newton for the mode and for the shortest interval from the same starts:
 * as src/Kernels/Photometry does it for sources of at most 151 terms, and no others. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TERMS = 151 };

struct row { double n, m, f, g, r, conf; };
struct result { double mode, mean, deviation, low, high; };
struct mixture { int terms; double inverse, total, weights[TERMS], uppers[TERMS]; };
struct point { double density, slope, curvature, survival; };

static double factorials[TERMS];

/* Normal quantile by Newton on erfc: asked for once a confidence. */
static double deviate(double p)
{
    double z = 0.0;
    for (int i = 0; i < 60; i++)
    {
        double move = (p - 0.5 * erfc(-z / sqrt(2.0))) / (exp(-0.5 * z * z) / sqrt(6.283185307179586));
        z += move > 1.0 ? 1.0 : move < -1.0 ? -1.0 : move;
    }
    return z;
}

/* Weights and upper sums over l!, and the sums of sums that the moments come from. */
static void finish(struct mixture *x, double sums[4])
{
    double total = 0.0, first = 0.0, second = 0.0, third = 0.0;
    for (int l = x->terms - 1; l >= 0; l--)
    {
        total += x->weights[l];
        first += total;
        second += first;
        third += second;
        x->weights[l] *= factorials[l];
        x->uppers[l] = total * factorials[l];
    }
    sums[0] = total; sums[1] = first; sums[2] = second; sums[3] = third;
    x->total = total;
    x->inverse = 1.0 / total;
}

static void fill(const struct row *p, struct mixture *x, double sums[4])
{
    double n = p->n, m = p->m, total = n + m, share = (1.0 + p->r) / (p->f + p->g), a = p->f * share, b = p->g * share / p->r;
    if (p->g == 0.0)
    {
        x->terms = (int)n + 1;
        double weight = 1.0, t = 0.0, first = 0.0, second = 0.0, third = 0.0;
        for (int l = (int)n; l >= 0; l--)
        {
            if (l < n) weight *= (total - l) / (a * (n - l));
            t += weight;
            first += t;
            second += first;
            third += second;
            x->weights[l] = weight * factorials[l];
            x->uppers[l] = t * factorials[l];
        }
        sums[0] = t; sums[1] = first; sums[2] = second; sums[3] = third;
        x->total = t;
        x->inverse = 1.0 / t;
        return;
    }
    x->terms = (int)total + 1;
    int last = (int)total, pivot = (int)rint((n * a + m * b) / (a + b) - 0.5);
    pivot = pivot < 0 ? 0 : pivot > last ? last : pivot;
    double product = a * b, ratio = 0.0;
    for (int l = 0; l < pivot; l++)
        x->weights[l] = ratio = (total - l) / (product * l * ratio + a * (n - l) + b * (m - l));
    ratio = 0.0;
    for (int l = last - 1; l >= pivot; l--)
        x->weights[l + 1] = ratio = product * (l + 1) / ((total - l - 1) * ratio - (a * (n - l - 1) + b * (m - l - 1)));
    x->weights[pivot] = 1.0;
    for (int l = pivot - 1; l >= 0; l--) x->weights[l] *= x->weights[l + 1];
    for (int l = pivot + 1; l <= last; l++) x->weights[l] *= x->weights[l - 1];
    finish(x, sums);
}

static struct point at(const struct mixture *mix, double x)
{
    double s0 = 0.0, s1 = 0.0, s2 = 0.0, t0 = 0.0;
    for (int l = mix->terms - 1; l >= 0; l--)
    {
        s2 = s2 * x + s1;
        s1 = s1 * x + s0;
        s0 = s0 * x + mix->weights[l];
        t0 = t0 * x + mix->uppers[l];
    }
    double factor = exp(-x) * mix->inverse;
    return (struct point){ s0 * factor, (s1 - s0) * factor, (2.0 * (s2 - s1) + s0) * factor, t0 * factor };
}

static void two(const struct mixture *mix, double low, double high, struct point *l, struct point *h)
{
    double s0 = 0.0, s1 = 0.0, t0 = 0.0, u0 = 0.0, u1 = 0.0, v0 = 0.0;
    for (int j = mix->terms - 1; j >= 0; j--)
    {
        double weight = mix->weights[j], upper = mix->uppers[j];
        s1 = s1 * low + s0;
        u1 = u1 * high + u0;
        s0 = s0 * low + weight;
        u0 = u0 * high + weight;
        t0 = t0 * low + upper;
        v0 = v0 * high + upper;
    }
    double factor = exp(-low) * mix->inverse;
    *l = (struct point){ s0 * factor, (s1 - s0) * factor, 0.0, t0 * factor };
    factor = exp(-high) * mix->inverse;
    *h = (struct point){ u0 * factor, (u1 - u0) * factor, 0.0, v0 * factor };
}

static double bounded(double x, double move, double below, double above)
{
    double next = x + move, farthest = 2.0 * x + 1.0;
    if (!(below < next)) return 0.5 * (x + below);
    return fmin(next < above ? next : 0.5 * (x + above), farthest);
}

static double find_mode(const struct mixture *mix, double x)
{
    double below = 0.0, above = 700.0;
    for (int step = 0; step < 100; step++)
    {
        struct point p = at(mix, x);
        if (p.slope > 0.0) below = x; else above = x;
        double move = p.slope * p.density / (p.slope * p.slope - p.curvature * p.density);
        if (fabs(move) <= 1e-8 * x) return x + move;
        x = bounded(x, move, below, above);
    }
    return NAN;
}

static void find_interval(const struct mixture *mix, double mode, double confidence, double *low_end, double *high_end)
{
    double low = *low_end, high = *high_end, low_below = 0.0, low_above = mode, high_below = mode, high_above = 700.0;
    double at_zero = mix->weights[0] * mix->inverse, tail = 1.0 - confidence;
    int reaches_zero = mode <= 0.0, away = 0;
    low = low > 0.0 && low < mode ? low : 0.5 * mode;
    high = high > mode && high < 700.0 ? high : fmin(2.0 * mode + 1.0, 700.0);
    for (int step = 0; step < 100; step++)
    {
        struct point l, h;
        two(mix, low, high, &l, &h);
        if (!reaches_zero && !away)
        {
            int lower = h.density <= at_zero;
            away = h.survival <= tail && !lower;
            reaches_zero = tail <= h.survival && lower;
        }
        if (away)
        {
            double slope_low = l.slope / l.density, slope_high = h.slope / h.density, level = log(h.density / l.density);
            double surplus = l.survival - h.survival - confidence, determinant = slope_low * h.density - slope_high * l.density;
            double move_high = (level * l.density - slope_low * surplus) / determinant;
            double move_low = (level * h.density - slope_high * surplus) / determinant;
            double width = 1e-8 * (high - low);
            if (fabs(move_low) <= width && fabs(move_high) <= width)
            {
                *low_end = low + move_low;
                *high_end = high + move_high;
                return;
            }
            if (surplus > 0.0) { if (level < 0.0) high_above = high; else low_below = low; }
            else { if (level < 0.0) low_above = low; else high_below = high; }
            low = bounded(low, move_low, low_below, low_above);
            high = bounded(high, move_high, high_below, high_above);
            continue;
        }
        double move = h.survival * log(h.survival / tail) / h.density;
        int done = fabs(move) <= 1e-8 * high;
        if (done && !reaches_zero)
        {
            reaches_zero = h.density <= at_zero;
            away = !reaches_zero;
        }
        if (done) high += move; else high = bounded(high, move, high_below, high_above);
        if (done && reaches_zero)
        {
            *low_end = 0.0;
            *high_end = high;
            return;
        }
    }
    *low_end = *high_end = NAN;
}

static struct result solve(const struct row *p, double two_sided, double one_sided)
{
    struct mixture mix;
    double sums[4], h = p->f + p->g;
    fill(p, &mix, sums);
    double u = sums[1] * mix.inverse, uu = 2.0 * sums[2] * mix.inverse - u, uuu = 6.0 * sums[3] * mix.inverse - (3.0 * uu + 2.0 * u);
    double spread = uu - u * u, tilt = uuu - u * (3.0 * spread + u * u);
    double mean = u, variance = mean + spread, skew = 3.0 * spread + 2.0 * mean + tilt, deviation = sqrt(variance);
    int interior = (p->r * p->n - p->m) * (p->r * p->f - p->g) > 0.0;
    double mode = interior ? find_mode(&mix, fmin(fmax(mean - 0.5 * skew / variance, 0.01 * mean), 700.0)) : 0.0;
    double sixth = skew / (6.0 * variance), centre = mean + sixth * (two_sided * two_sided - 3.0), reach = two_sided * deviation;
    double low = centre - reach, high = interior ? centre + reach : mean + one_sided * deviation + sixth * (one_sided * one_sided - 1.0);
    find_interval(&mix, mode, p->conf, &low, &high);
    return (struct result){ mode / h, mean / h, deviation / h, interior ? low / h : NAN, high / h };
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e9 * t.tv_sec + t.tv_nsec;
}

int main(int count, char **words)
{
    if (count != 4) return fprintf(stderr, "usage: aprates rows.csv results.csv repeats\n"), 2;
    FILE *in = fopen(words[1], "r"), *out = fopen(words[2], "w");
    if (!in || !out) return perror("aprates"), 1;
    size_t rows = 0, room = 1 << 20;
    struct row *p = malloc(room * sizeof *p);
    struct result *results = malloc(room * sizeof *results);
    while (rows < room && fscanf(in, "%lf,%lf,%lf,%lf,%lf,%lf%*[^\n]", &p[rows].n, &p[rows].m, &p[rows].f, &p[rows].g, &p[rows].r, &p[rows].conf) == 6)
    {
        if ((p[rows].g > 0.0 ? p[rows].n + p[rows].m : p[rows].n) >= TERMS) return fprintf(stderr, "row %zu has too many terms\n", rows + 1), 1;
        rows++;
    }
    factorials[0] = 1.0;
    long double factorial = 1.0L;
    for (int l = 1; l < TERMS; l++) factorials[l] = (double)(1.0L / (factorial *= l));
    double first = 0.0, best = INFINITY;
    for (int pass = 0; pass < atoi(words[3]); pass++)
    {
        double begin = now(), confidence = NAN, two_sided = 0.0, one_sided = 0.0;
        for (size_t i = 0; i < rows; i++)
        {
            if (p[i].conf != confidence)
            {
                confidence = p[i].conf;
                two_sided = deviate(0.5 * (1.0 + confidence));
                one_sided = deviate(confidence);
            }
            results[i] = solve(&p[i], two_sided, one_sided);
        }
        double spent = now() - begin;
        first = pass == 0 ? spent : first;
        best = fmin(best, spent);
    }
    for (size_t i = 0; i < rows; i++)
        fprintf(out, "%.17g,%.17g,%.17g,%.17g,%.17g\n", results[i].mode, results[i].mean, results[i].deviation, results[i].low, results[i].high);
    printf("%.1f %.1f\n", first / rows, best / rows);
    return fclose(out);
}
