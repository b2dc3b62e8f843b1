#pragma once
#include <string>
#include <unordered_map>

#include "kernel.hpp"

/// Loads, stores, atomic operations and exchanges between the lanes of a warp.
void addAccess(std::unordered_map<std::string, Operation>& operations);
