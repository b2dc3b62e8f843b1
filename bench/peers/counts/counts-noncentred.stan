// The same model with scatter and fluxes in units of their standard deviations: what to do where counts say little about one source.
data {
  int<lower=1> N;
  int<lower=1> M;
  int<lower=1> K;
  int<lower=1, upper=N> instrument[K];
  int<lower=1, upper=M> source[K];
  int<lower=0> n[K];
  int<lower=0> m[K];
  vector<lower=0>[K] f;
  vector<lower=0>[K] g;
  vector<lower=0>[K] r;
  vector[N] b;
  vector<lower=0>[N] tau;
  real<lower=0> alpha;
  real<lower=0> beta;
  real<lower=0> a_omega;
  real<lower=0> b_omega;
}
parameters {
  vector[N] B;
  vector<lower=0>[N] sigma2;
  real mu;
  real<lower=0> omega2;
  vector[M] z;
  vector[K] e;
  vector<lower=0>[K] background;
}
transformed parameters {
  vector[M] G = mu + sqrt(omega2) * z;
}
model {
  vector[K] S = exp(B[instrument] + G[source] - 0.5 * sigma2[instrument] + sqrt(sigma2[instrument]) .* e);
  B ~ normal(b, tau);
  sigma2 ~ inv_gamma(alpha, beta);
  omega2 ~ inv_gamma(a_omega, b_omega);
  z ~ std_normal();
  e ~ std_normal();
  n ~ poisson(f .* S + background);
  m ~ poisson(g .* S + r .* background);
}
