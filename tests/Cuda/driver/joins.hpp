#pragma once
#include <vector>

#include "kernel.hpp"

/// Finds for every branch where the threads that part there meet again: the first instruction that all ways from there to the end have in common, its immediate postdominator.
void findJoins(std::vector<Instruction>& code);
