#pragma once
#include <vector>

#include "kernel.hpp"

/// Fuses products into the sums of the same stretch of code that use them, as NVIDIA's assembler does unless it is told not to; how many.
int fuse(std::vector<Instruction>& code);
