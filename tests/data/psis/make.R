# Makes psis.json: log-likelihoods and what the R package loo makes of them (r_eff = 1). Run: Rscript make.R
suppressMessages(library(loo))
set.seed(20190601)
S <- 400
# Tails from light to none: ln p of a normal observation at growing distances, under draws of its mean.
mu <- rnorm(S)
ll <- sapply(c(0, 0.5, 1, 2, 3), function(y) dnorm(y, mu, 1, log = TRUE))
ll <- cbind(ll, -rexp(S, 1 / 3), rnorm(S, sd = 1e-3) - 1)
p <- suppressWarnings(psis(-ll, r_eff = rep(1, ncol(ll))))
l <- suppressWarnings(loo(ll, r_eff = rep(1, ncol(ll))))
num <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")
out <- c(
  "{", sprintf('"loo_version": "%s",', packageVersion("loo")),
  sprintf('"tail_length": %d,', attr(p, "tail_len")[1]),
  paste0('"log_likelihood": [', paste(apply(ll, 2, num), collapse = ",\n"), "],"),
  paste0('"log_weights": [', paste(apply(weights(p, normalize = FALSE), 2, num), collapse = ",\n"), "],"),
  paste0('"pareto_k": ', num(p$diagnostics$pareto_k), ","),
  paste0('"elpd_loo": ', num(l$pointwise[, "elpd_loo"]), ","),
  paste0('"p_loo": ', num(l$pointwise[, "p_loo"]), ","),
  paste0('"estimates": ', num(as.vector(t(l$estimates)))),
  "}")
writeLines(out, "psis.json")
