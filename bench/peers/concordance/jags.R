#!/usr/bin/env Rscript
# JAGS with the block updates of its glm module, the chains divided among the cores.   Rscript jags.R MODEL.jags DATA.json OUT CHAINS DRAWS SEED CORES
suppressPackageStartupMessages(library(rjags))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "draws.R"))
given <- commandArgs(trailingOnly = TRUE)
data <- jsonlite::fromJSON(given[2])
chains <- as.integer(given[4]); draws <- as.integer(given[5]); seed <- as.integer(given[6]); cores <- as.integer(given[7])
load.module("glm", quiet = TRUE)

used <- c("N", "M", "K", "instrument", "source", "y", "b", "tau", "alpha", "beta", if (grepl("logt", given[1])) "nu")
shown <- c("B", "sigma2", sprintf("G[%d]", data$shown))
one_core <- function(core) {
  mine <- chains %/% cores
  start <- lapply(seq_len(mine), function(chain) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = seed + 1000 * core + chain))
  begin <- proc.time()[["elapsed"]]
  # adapting is part of the warm-up
  model <- jags.model(given[1], data[used], start, n.chains = mine, n.adapt = draws %/% 4, quiet = TRUE)
  update(model, draws %/% 4, progress.bar = "none")
  middle <- proc.time()[["elapsed"]]
  samples <- coda.samples(model, shown, draws, progress.bar = "none")
  list(draws = samples, warmup = middle - begin, sampling = proc.time()[["elapsed"]] - middle)
}
runs <- parallel::mclapply(seq_len(cores), one_core, mc.cores = cores)
failed <- Filter(function(run) inherits(run, "try-error"), runs)
if (length(failed)) stop(failed[[1]])
samples <- do.call(c, lapply(runs, function(run) lapply(run$draws, as.matrix)))
all <- aperm(simplify2array(samples), c(1, 3, 2))
dimnames(all)[[3]] <- colnames(samples[[1]])
write_draws(given[3], all, data, list(
  version = paste("JAGS", jags.version()), iterations = draws, warmup = 2 * (draws %/% 4), chains = length(samples),
  sampling_s = max(sapply(runs, `[[`, "sampling")), warmup_s = max(sapply(runs, `[[`, "warmup")), note = "glm module"))
