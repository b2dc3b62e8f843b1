# What rstan.R and jags.R here share. The draws have the layout of ../concordance/draws.R, with the parameters of the counts model.
write_counts <- function(out, draws, data, about) {
  wanted <- c(sprintf("B[%d]", seq_len(data$N)), sprintf("sigma2[%d]", seq_len(data$N)), sprintf("G[%d]", data$shown), "mu", "omega2")
  writeBin(as.vector(draws[, , wanted]), paste0(out, ".bin"))
  about$parameters <- wanted
  jsonlite::write_json(about, paste0(out, ".json"), auto_unbox = TRUE, digits = 9)
}

# Where a chain starts: about moment estimates. From their own random starts the samplers spend their warm-up on the way from e^2 counts a
# second to the data, and some never arrive.
start <- function(data, seed) {
  set.seed(seed)
  level <- log((pmax(data$n - data$m / data$r, 0) + 1) / data$f) + rnorm(data$K, 0, 0.1)
  G <- as.vector(tapply(level, factor(data$source, seq_len(data$M)), mean))
  omega2 <- var(G) * exp(rnorm(1, 0, 0.3)) + 0.05
  list(
    B = as.array(data$b + rnorm(data$N, 0, 0.2) * data$tau), sigma2 = as.array(0.02 * exp(rnorm(data$N, 0, 0.5))),
    G = G, mu = mean(G), omega2 = omega2, x = level, z = (G - mean(G)) / sqrt(omega2), e = rnorm(data$K, 0, 0.1),
    background = (data$m + 0.5) / data$r)
}
