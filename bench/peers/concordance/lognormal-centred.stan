// The log-Normal concordance model as its authors wrote it for Stan: every area, flux and variance is a parameter.
data {
  int<lower=1> N;                        // instruments
  int<lower=1> M;                        // sources
  int<lower=1> K;                        // observations
  int<lower=1, upper=N> instrument[K];
  int<lower=1, upper=M> source[K];
  vector[K] y;                           // ln(counts) or ln(flux)
  vector[N] b;                           // prior mean of B
  vector<lower=0>[N] tau;                // its standard deviation
  real<lower=0> alpha;                   // sigma2 ~ InvGamma(alpha, beta)
  real<lower=0> beta;
}
parameters {
  vector[N] B;
  vector[M] G;                           // flat prior
  vector<lower=0>[N] sigma2;
}
model {
  B ~ normal(b, tau);
  sigma2 ~ inv_gamma(alpha, beta);
  // E[counts] = area x flux, hence the half variance
  y ~ normal(B[instrument] + G[source] - 0.5 * sigma2[instrument], sqrt(sigma2[instrument]));
}
