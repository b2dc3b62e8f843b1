#!/usr/bin/env Rscript
# NUTS by rstan with its default settings, from a program that stan_program.R has compiled.   Rscript rstan.R PROGRAM.stan DATA.json OUT CHAINS DRAWS SEED CORES
suppressPackageStartupMessages(library(rstan))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "draws.R"))
given <- commandArgs(trailingOnly = TRUE)
data <- jsonlite::fromJSON(given[2])
chains <- as.integer(given[4]); draws <- as.integer(given[5]); cores <- as.integer(given[7])

warm <- min(draws, 1000)
program <- readRDS(sub("[.]stan$", ".rds", given[1]))
keep <- c("B", "sigma2", if (!grepl("collapsed", given[1])) "G")
fit <- sampling(program, data = data, chains = chains, iter = warm + draws, warmup = warm, seed = as.integer(given[6]), cores = cores, pars = keep, refresh = 0)
seconds <- get_elapsed_time(fit)
all <- extract(fit, permuted = FALSE)  # iteration, chain, parameter
write_draws(given[3], all, data, list(
  version = paste("rstan", packageVersion("rstan")), iterations = draws, warmup = warm, chains = chains,
  # As if the chains shared the cores without a gap: that flatters Stan a little.
  sampling_s = sum(seconds[, "sample"]) / cores, warmup_s = sum(seconds[, "warmup"]) / cores,
  note = sprintf("%d divergent, %d at the largest tree depth", get_num_divergent(fit), get_num_max_treedepth(fit))))
