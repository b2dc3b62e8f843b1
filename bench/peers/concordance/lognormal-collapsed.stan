// The log-Normal concordance model with areas and fluxes integrated out by hand: Stan samples the N variances alone, from a density
// whose cost does not depend on the number of sources, and draws B given them. Needs a complete table: K = N M.
data {
  int<lower=1> N;
  int<lower=1> M;
  int<lower=1> K;
  int<lower=1, upper=N> instrument[K];
  int<lower=1, upper=M> source[K];
  vector[K] y;
  vector[N] b;
  vector<lower=0>[N] tau;
  real<lower=0> alpha;
  real<lower=0> beta;
}
transformed data {
  vector[N] d;                           // means of y less its source's mean
  matrix[N, N] C;                        // their scatter about d, summed over the sources
  vector[N] information = inv(square(tau));
  {
    matrix[N, M] table;
    row_vector[M] level;
    if (K != N * M) reject("found ", K, " observations, expected all ", N * M);
    for (k in 1:K) table[instrument[k], source[k]] = y[k];
    for (j in 1:M) level[j] = mean(table[, j]);
    for (i in 1:N) {
      table[i] -= level;
      d[i] = mean(table[i]);
      table[i] -= d[i];
    }
    C = tcrossprod(table);
  }
}
parameters {
  vector<lower=0>[N] sigma2;
}
transformed parameters {
  vector[N] w = inv(sigma2);
  real W = sum(w);
  matrix[N, N] S = diag_matrix(M * w + information) - (M / W) * w * w';   // precision of B given sigma2
  vector[N] z = d + 0.5 * sigma2;
  vector[N] r = M * w .* (z - dot_product(w, z) / W) + information .* b;
}
model {
  matrix[N, N] L = cholesky_decompose(S);
  sigma2 ~ inv_gamma(alpha, beta);
  target += -0.5 * M * (sum(log(sigma2)) + log(W)) - sum(log(diagonal(L)));
  target += -0.5 * (dot_product(w, diagonal(C)) - quad_form(C, w) / W);
  target += -0.5 * M * (dot_product(w, square(z)) - square(dot_product(w, z)) / W);
  target += 0.5 * dot_self(mdivide_left_tri_low(L, r));
}
generated quantities {
  vector[N] B;
  {
    matrix[N, N] L = cholesky_decompose(S);
    vector[N] e;
    for (i in 1:N) e[i] = normal_rng(0, 1);
    B = mdivide_right_tri_low((mdivide_left_tri_low(L, r) + e)', L)';
  }
}
