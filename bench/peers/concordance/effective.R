#!/usr/bin/env Rscript
# Bulk effective sample size, R-hat, mean and its Monte Carlo error of every parameter, by the package posterior.   Rscript effective.R OUT...
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "draws.R"))
for (out in commandArgs(trailingOnly = TRUE)) {
  read <- read_draws(out)
  rows <- parallel::mclapply(read$about$parameters, mc.cores = 2, FUN = function(name) {
    x <- read$draws[, , name]
    list(name = name, mean = mean(x), mcse = posterior::mcse_mean(x), sd = sd(x), mcse_sd = posterior::mcse_sd(x), ess_bulk = posterior::ess_bulk(x), rhat = posterior::rhat(x))
  })
  jsonlite::write_json(list(posterior = paste(packageVersion("posterior")), rows = rows), paste0(out, ".ess.json"), auto_unbox = TRUE, digits = 12)
}
