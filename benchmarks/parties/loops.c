/* The physical bound: what a straight loop over the rows takes, without checks. Compiled with -O3 -march=native. */
#include <math.h>
#include <stdlib.h>

void fgt(const double *y, const double *w, long n, double z, double *out) {
    double W = 0, p0 = 0, p1 = 0, p2 = 0;
    for (long i = 0; i < n; i++) {
        double g = y[i] < z ? (z - y[i]) / z : 0, poor = y[i] < z;
        W += w[i];
        p0 += w[i] * poor;
        p1 += w[i] * g;
        p2 += w[i] * g * g;
    }
    out[0] = p0 / W, out[1] = p1 / W, out[2] = p2 / W;
}

void headcount(const double *y, const double *w, long n, double z, double *out) {
    double W = 0, p0 = 0;
    for (long i = 0; i < n; i++) {
        W += w[i];
        p0 += y[i] < z ? w[i] : 0;
    }
    out[0] = p0 / W;
}

/* ln mean - mean of ln, and the mean of y ln y: one pass gives Theil's index and the mean log deviation. */
void theil_mld(const double *y, const double *w, long n, double *out) {
    double W = 0, Y = 0, L = 0, YL = 0;
    for (long i = 0; i < n; i++) {
        double l = log(y[i]);
        W += w[i];
        Y += w[i] * y[i];
        L += w[i] * l;
        YL += w[i] * y[i] * l;
    }
    out[0] = YL / Y - log(Y / W), out[1] = log(Y / W) - L / W;
}

/* epsilon 0.5, whose power is a root, and 1, the geometric mean. */
void atkinson(const double *y, const double *w, long n, double *out) {
    double W = 0, Y = 0, S = 0, L = 0;
    for (long i = 0; i < n; i++) {
        W += w[i];
        Y += w[i] * y[i];
        S += w[i] * sqrt(y[i]);
        L += w[i] * log(y[i]);
    }
    out[0] = 1 - (S / W) * (S / W) / (Y / W), out[1] = 1 - exp(L / W) / (Y / W);
}

static void totals(const double *y, const double *w, const long *psu, long n, double z, double *A, double *B) {
    for (long i = 0; i < n; i++) {
        A[psu[i]] += y[i] < z ? w[i] : 0;
        B[psu[i]] += w[i];
    }
}

/* PSU k is the (k % m)-th of stratum k / m: the loop need not look for strata. */
void se_headcount(const double *y, const double *w, const long *psu, long n, double z, long K, long m, double *out) {
    double *A = calloc(K, 8), *B = calloc(K, 8), a = 0, b = 0, V = 0;
    totals(y, w, psu, n, z, A, B);
    for (long k = 0; k < K; k++) a += A[k], b += B[k];
    for (long h = 0; h < K; h += m) {
        double s = 0, q = 0;
        for (long k = h; k < h + m; k++) {
            double e = (A[k] - a / b * B[k]) / b;
            s += e, q += e * e;
        }
        V += m / (m - 1.0) * (q - s * s / m);
    }
    out[0] = a / b, out[1] = sqrt(V);
    free(A), free(B);
}

/* M has a row of R multipliers for each PSU. */
void boot_headcount(const double *y, const double *w, const long *psu, long n, double z, const double *M, long K, long R,
                    double *out) {
    double *A = calloc(K, 8), *B = calloc(K, 8), *b = calloc(R, 8);
    totals(y, w, psu, n, z, A, B);
    for (long r = 0; r < R; r++) out[r] = 0;
    for (long k = 0; k < K; k++)
        for (long r = 0; r < R; r++) out[r] += A[k] * M[k * R + r], b[r] += B[k] * M[k * R + r];
    for (long r = 0; r < R; r++) out[r] /= b[r];
    free(A), free(B), free(b);
}

/* Rows from poor to rich: each replicate keeps its cumulative weight, its sum of weighted ranks and its total. */
void boot_gini(const double *y, const double *w, const long *psu, long n, const double *M, long R, double *out) {
    double *C = calloc(R, 8), *N = calloc(R, 8), *Y = calloc(R, 8);
    for (long i = 0; i < n; i++) {
        const double *m = M + psu[i] * R;
        for (long r = 0; r < R; r++) {
            double v = w[i] * m[r], x = v * y[i];
            N[r] += (2 * C[r] + v) * x;
            C[r] += v;
            Y[r] += x;
        }
    }
    for (long r = 0; r < R; r++) out[r] = N[r] / (C[r] * Y[r]) - 1;
    free(C), free(N), free(Y);
}
