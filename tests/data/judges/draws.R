# Summaries of the draws in CmdStan's CSV files by the R package posterior, as a table: variable, mean, sd, rhat, ess_bulk, ess_tail.
#
# Rscript draws.R FOLDER STEM CHAINS
library(posterior)
arguments <- commandArgs(trailingOnly = TRUE)
files <- file.path(arguments[1], sprintf("%s_%d.csv", arguments[2], seq_len(as.integer(arguments[3]))))
read <- function(file) as.matrix(read.csv(file, comment.char = "#", check.names = FALSE))
chains <- lapply(files, read)
draws <- array(unlist(chains), c(nrow(chains[[1]]), ncol(chains[[1]]), length(chains)), list(NULL, colnames(chains[[1]]), NULL))
draws <- as_draws_array(aperm(draws, c(1, 3, 2)))
summary <- summarise_draws(draws, mean, sd, rhat, ess_bulk, ess_tail)
for (k in seq_len(nrow(summary))) {
  cat(paste(c(summary$variable[k], sprintf("%.17g", unlist(summary[k, -1]))), collapse = ","), "\n", sep = "")
}
