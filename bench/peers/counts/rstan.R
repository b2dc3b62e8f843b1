#!/usr/bin/env Rscript
# NUTS by rstan with its default settings, from a program that ../concordance/stan_program.R has compiled.
#   Rscript rstan.R PROGRAM.stan DATA.json OUT CHAINS DRAWS SEED CORES
suppressPackageStartupMessages(library(rstan))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "chains.R"))
given <- commandArgs(trailingOnly = TRUE)
data <- jsonlite::fromJSON(given[2])
chains <- as.integer(given[4]); draws <- as.integer(given[5]); seed <- as.integer(given[6]); cores <- as.integer(given[7])

warm <- min(draws, 1000)
program <- readRDS(sub("[.]stan$", ".rds", given[1]))
begin <- lapply(seq_len(chains), function(chain) start(data, seed + chain))
fit <- sampling(program, data = data, chains = chains, iter = warm + draws, warmup = warm, seed = seed, cores = cores, init = begin,
  pars = c("B", "sigma2", "G", "mu", "omega2"), refresh = 0)
seconds <- get_elapsed_time(fit)
all <- extract(fit, permuted = FALSE)  # iteration, chain, parameter
steps <- mean(sapply(get_sampler_params(fit, inc_warmup = FALSE), function(chain) mean(chain[, "n_leapfrog__"])))
write_counts(given[3], all, data, list(
  version = paste("rstan", packageVersion("rstan")), iterations = draws, warmup = warm, chains = chains,
  # As if the chains shared the cores without a gap: that flatters Stan a little.
  sampling_s = sum(seconds[, "sample"]) / cores, warmup_s = sum(seconds[, "warmup"]) / cores,
  note = sprintf("%.0f gradients a draw, %d divergent, %d at the largest tree depth", steps, get_num_divergent(fit), get_num_max_treedepth(fit))))
