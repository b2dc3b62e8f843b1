// The log-t concordance model with one latent weight an observation, as its authors wrote it; sigma fitted, one an instrument.
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
  int<lower=1> nu;                       // degrees of freedom
}
parameters {
  vector[N] B;
  vector[M] G;
  vector<lower=0>[N] sigma2;
  vector<lower=0>[K] xi;                 // weights
}
model {
  vector[K] psi = sigma2[instrument] ./ xi;
  B ~ normal(b, tau);
  sigma2 ~ inv_gamma(alpha, beta);
  xi ~ chi_square(nu);
  y ~ normal(B[instrument] + G[source] - 0.5 * psi, sqrt(psi));
}
