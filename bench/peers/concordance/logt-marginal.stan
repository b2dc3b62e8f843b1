// The log-t concordance model without its latent weights, which integrate out to a Bessel function (of integer order for odd nu), and
// without the ridge that exchanges area for flux: C = G + (mean of B, weighted by the prior) stays put when all areas shift together.
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
  int<lower=1> nu;
}
transformed data {
  int order = (nu + 1) / 2;
  vector[N] share = inv(square(tau)) / sum(inv(square(tau)));
  vector[M] level = rep_vector(0, M);    // G is measured from each source's first observation
  if (2 * order != nu + 1) reject("found nu = ", nu, ", expected an odd number");
  for (k in 1:K) if (instrument[k] == 1) level[source[k]] = y[k];
}
parameters {
  vector[N] e;                           // B in units of its prior
  vector[M] C;
  vector<lower=0>[N] sigma2;
}
transformed parameters {
  vector[N] B = b + tau .* e;
  vector[M] G = level + C - dot_product(share, B - b);
}
model {
  vector[K] r = y - B[instrument] - G[source];
  vector[K] q = square(r) + sigma2[instrument];
  e ~ std_normal();
  sigma2 ~ inv_gamma(alpha, beta);
  target += -0.5 * sum(r) + 0.5 * nu * sum(log(sigma2[instrument])) - 0.5 * order * sum(log(q));
  for (k in 1:K) target += log(modified_bessel_second_kind(order, 0.5 * sqrt(q[k])));
}
