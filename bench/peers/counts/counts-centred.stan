// Concordance straight from aperture counts, every latent intensity, flux and area a parameter as the model is written down.
data {
  int<lower=1> N;                        // instruments
  int<lower=1> M;                        // sources
  int<lower=1> K;                        // apertures
  int<lower=1, upper=N> instrument[K];
  int<lower=1, upper=M> source[K];
  int<lower=0> n[K];                     // counts in the source aperture
  int<lower=0> m[K];                     // counts in the background aperture
  vector<lower=0>[K] f;                  // source counts per unit of flux in the one
  vector<lower=0>[K] g;                  // and in the other
  vector<lower=0>[K] r;                  // background of the other over that of the one
  vector[N] b;                           // prior mean of B
  vector<lower=0>[N] tau;                // its standard deviation
  real<lower=0> alpha;                   // sigma2 ~ InvGamma(alpha, beta)
  real<lower=0> beta;
  real<lower=0> a_omega;                 // omega2 ~ InvGamma(a_omega, b_omega)
  real<lower=0> b_omega;
}
parameters {
  vector[N] B;
  vector<lower=0>[N] sigma2;
  real mu;                               // flat prior
  real<lower=0> omega2;
  vector[M] G;
  vector[K] x;                           // ln of the intensity that the instrument sees
  vector<lower=0>[K] background;         // expected background counts in the source aperture; flat prior
}
model {
  vector[K] S = exp(x);
  B ~ normal(b, tau);
  sigma2 ~ inv_gamma(alpha, beta);
  omega2 ~ inv_gamma(a_omega, b_omega);
  G ~ normal(mu, sqrt(omega2));
  // E[S] = area x flux, hence the half variance
  x ~ normal(B[instrument] + G[source] - 0.5 * sigma2[instrument], sqrt(sigma2[instrument]));
  n ~ poisson(f .* S + background);
  m ~ poisson(g .* S + r .* background);
}
