#!/usr/bin/env Rscript
# JAGS, the chains divided among the cores.   Rscript jags.R MODEL.jags DATA.json OUT CHAINS DRAWS SEED CORES
suppressPackageStartupMessages(library(rjags))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "chains.R"))
given <- commandArgs(trailingOnly = TRUE)
data <- jsonlite::fromJSON(given[2])
chains <- as.integer(given[4]); draws <- as.integer(given[5]); seed <- as.integer(given[6]); cores <- as.integer(given[7])

data$widest <- 20 * (data$n + data$m + 20) / (1 + data$r)
used <- c("N", "M", "K", "instrument", "source", "n", "m", "f", "g", "r", "b", "tau", "alpha", "beta", "a_omega", "b_omega", "widest")
shown <- c("B", "sigma2", sprintf("G[%d]", data$shown), "mu", "omega2")
one_core <- function(core) {
  begin <- lapply(seq_len(chains %/% cores), function(chain) {
    at <- start(data, seed + 1000 * core + chain)
    c(at[c("B", "z", "mu", "e", "background")], list(precision = 1 / at$sigma2, concentration = 1 / at$omega2),
      list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = seed + 1000 * core + chain))
  })
  clock <- proc.time()[["elapsed"]]
  # adapting is part of the warm-up
  model <- jags.model(given[1], data[used], begin, n.chains = length(begin), n.adapt = draws %/% 4, quiet = TRUE)
  update(model, draws %/% 4, progress.bar = "none")
  middle <- proc.time()[["elapsed"]]
  samples <- coda.samples(model, shown, draws, progress.bar = "none")
  list(draws = samples, warmup = middle - clock, sampling = proc.time()[["elapsed"]] - middle)
}
runs <- parallel::mclapply(seq_len(cores), one_core, mc.cores = cores)
failed <- Filter(function(run) inherits(run, "try-error"), runs)
if (length(failed)) stop(failed[[1]])
samples <- do.call(c, lapply(runs, function(run) lapply(run$draws, as.matrix)))
all <- aperm(simplify2array(samples), c(1, 3, 2))
dimnames(all)[[3]] <- colnames(samples[[1]])
write_counts(given[3], all, data, list(
  version = paste("JAGS", jags.version()), iterations = draws, warmup = 2 * (draws %/% 4), chains = length(samples),
  sampling_s = max(sapply(runs, `[[`, "sampling")), warmup_s = max(sapply(runs, `[[`, "warmup")), note = ""))
