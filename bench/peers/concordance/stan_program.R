# A compiled Stan program; the result is kept beside the source and used again while that does not change.
suppressPackageStartupMessages(library(rstan))
rstan_options(auto_write = TRUE)
# Debian keeps Boost where every compiler looks, not inside the R package.
if (!nzchar(system.file("include", package = "BH"))) rstan_options(boost_lib = "/usr/include")

stan_program <- function(path) stan_model(path)
