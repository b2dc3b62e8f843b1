# Draws and the numbers the R package posterior gives for them.
#   Rscript make.R          (in this folder; needs posterior >= 1.4; made with 1.4.0 on R 4.2.2)
#
# draws.csv      one line a chain: name of the set, then its draws as integers in units of 2^-20 (or inf, nan), so that both
#                sides read the very same doubles
# reference.csv  set, quantity, value with 17 digits (or inf, nan; NA is written nan)
#
# Not from the package:
#   ess_sd        posterior 1.4 takes ess_mean(|x - mean|); since 1.6.1 it is ess_mean((x - mean)^2), as mcse_sd has always
#                 rested on. The newer definition is computed here from the package's ess_mean.
#   nested_*      rhat_nested came with posterior 1.5; written out below from Margossian et al. (2024), eqs. 4-8.
#   tau_sokal     not in the package; written out below: autocovariance about the mean of all chains, divisor the number of
#                 pairs, window c = 5 that must close within half a chain on a positive sum.
# From the package but with its upper bound, so to be compared only above it: tau_geyer = S / ess_basic(split = FALSE).
suppressMessages(library(posterior))
options(digits = 17, scipen = 100)
set.seed(20210616, kind = "Mersenne-Twister", normal.kind = "Inversion")

ar1 <- function(iterations, chains, phi) {
  innovations <- matrix(rnorm(iterations * chains), iterations, chains)
  x <- innovations
  for (i in seq_len(iterations)[-1]) x[i, ] <- phi * x[i - 1, ] + sqrt(1 - phi^2) * innovations[i, ]
  x
}
shifted <- function(x, chain, by) { x[, chain] <- x[, chain] + by; x }
scaled <- function(x, chain, by) { x[, chain] <- x[, chain] * by; x }
with_value <- function(x, row, column, value) { x[row, column] <- value; x }

sets <- list(
  mixed       = ar1(200, 4, 0),                                  # independent draws
  correlated  = ar1(300, 4, 0.9),                                # the common case
  slow        = ar1(1500, 1, 0.98),                              # one chain, hundreds of lags
  antithetic  = ar1(200, 4, -0.3),
  capped      = ar1(200, 4, -0.9),                               # ESS beyond the bound S log10 S
  cauchy      = matrix(rcauchy(1000), 250, 4),                   # no mean, no variance
  one_bad     = shifted(ar1(150, 4, 0.3), 4, 2),                 # one chain elsewhere
  one_wide    = scaled(ar1(150, 4, 0.3), 2, 3),                  # same location, other scale
  stuck_apart = matrix(rep(1:4, each = 20), 20, 4),              # every chain constant, at its own value
  constant    = matrix(0.25, 20, 4),
  infinite    = with_value(ar1(60, 4, 0.3), 17, 2, Inf),
  missing     = with_value(ar1(20, 4, 0.3), 7, 3, NaN),
  counts      = matrix(rpois(400, 3), 100, 4),                   # many ties
  odd         = ar1(101, 3, 0.5),                                # splitting drops the middle draw
  short       = ar1(20, 64, 0.4),                                # many short chains
  apart       = ar1(10, 64, 0.4) + rep(rep(rnorm(16), each = 4), each = 10), # superchains that remember their start
  halves_of_5 = ar1(11, 8, 0.2),                                 # too short for Geyer's sequence
  halves_of_2 = ar1(5, 8, 0.2),                                  # too short for any ESS
  single      = ar1(1, 64, 0),                                   # one draw a chain
  alternating = matrix(rep(c(1, -1), 20), 20, 2)                 # perfect alternation
)
sets <- lapply(sets, function(x) round(x * 2^20) / 2^20)

rhat_nested <- function(x, superchain) {
  if (any(!is.finite(x)) || max(x) == min(x)) return(NA)
  chain_mean <- colMeans(x)
  chain_var <- if (nrow(x) == 1) rep(0, ncol(x)) else apply(x, 2, var)
  ids <- unique(superchain)
  within <- sapply(ids, function(k) {
    own <- superchain == k
    mean(chain_var[own]) + if (sum(own) == 1) 0 else var(chain_mean[own])
  })
  sqrt(1 + var(sapply(ids, function(k) mean(x[, superchain == k]))) / mean(within))
}

tau_sokal <- function(x, window = 5) {
  n <- nrow(x)
  if (n < 3 || any(!is.finite(x)) || max(x) == min(x)) return(NA)
  centred <- x - mean(x)
  rho <- sapply(seq_len(n %/% 2), function(t) mean(centred[1:(n - t), ] * centred[(t + 1):n, ])) / mean(centred^2)
  tau <- 1 + 2 * cumsum(rho)
  closed <- which(seq_along(tau) >= window * tau)
  if (length(closed) && tau[closed[1]] > 0) tau[closed[1]] else NA
}

reference <- function(x) {
  q <- quantile2(x, c(0.025, 0.975), names = FALSE)
  chains <- ncol(x)
  c(mean = mean(x), sd = sd(x), q2_5 = q[1], median = median(x), q97_5 = q[2],
    mcse_mean = mcse_mean(x), mcse_sd = mcse_sd(x),
    mcse_q2_5 = mcse_quantile(x, 0.025, names = FALSE), mcse_median = mcse_median(x),
    mcse_q97_5 = mcse_quantile(x, 0.975, names = FALSE),
    rhat = rhat(x), ess_bulk = ess_bulk(x), ess_tail = ess_tail(x),
    ess_mean = ess_mean(x), ess_sd = ess_mean((x - mean(x))^2),
    ess_min = ess_quantile(x, 0, names = FALSE), ess_max = ess_quantile(x, 1, names = FALSE),
    ess_q25 = ess_quantile(x, 0.25, names = FALSE),
    tau_geyer = length(x) / ess_basic(x, split = FALSE), tau_sokal = tau_sokal(x),
    if (chains %% 8 == 0) c(
      nested_blocks_of_4 = rhat_nested(x, rep(seq_len(chains / 4), each = 4)),
      nested_every_8th = rhat_nested(x, (seq_len(chains) - 1) %% 8)),
    nested_alone = rhat_nested(x, seq_len(chains)))
}

text <- function(v) ifelse(is.na(v), "nan", ifelse(is.infinite(v), ifelse(v > 0, "inf", "-inf"), sprintf("%.17g", v)))

write_draws <- function(name) apply(sets[[name]], 2, function(chain) paste(c(name, text(chain * 2^20)), collapse = ","))
writeLines(unlist(lapply(names(sets), write_draws)), "draws.csv")
rows <- lapply(names(sets), function(name) {
  values <- suppressWarnings(reference(sets[[name]]))
  paste(name, names(values), text(values), sep = ",")
})
writeLines(c("set,quantity,value", unlist(rows)), "reference.csv")
