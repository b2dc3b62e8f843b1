# One layout for every sampler's draws: OUT.bin holds doubles [parameter][chain][iteration], OUT.json says which and how long they took.
write_draws <- function(out, draws, data, about) {
  wanted <- c(sprintf("B[%d]", seq_len(data$N)), sprintf("sigma2[%d]", seq_len(data$N)), sprintf("G[%d]", data$shown))
  wanted <- intersect(wanted, dimnames(draws)[[3]])
  writeBin(as.vector(draws[, , wanted]), paste0(out, ".bin"))
  about$parameters <- wanted
  jsonlite::write_json(about, paste0(out, ".json"), auto_unbox = TRUE, digits = 9)
}

read_draws <- function(out) {
  about <- jsonlite::fromJSON(paste0(out, ".json"))
  size <- c(about$iterations, about$chains, length(about$parameters))
  draws <- array(readBin(paste0(out, ".bin"), "double", prod(size)), size, list(NULL, NULL, about$parameters))
  list(about = about, draws = draws)
}
