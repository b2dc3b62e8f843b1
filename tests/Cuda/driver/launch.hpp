#pragma once
#include <cstdint>

#include "kernel.hpp"

/// Runs a kernel to its end.
/// @param arguments  as the driver packs them, kernel.argumentBytes of them
/// @return the driver's error number, 0 when all went well
int launch(const Kernel& kernel, uint32_t blocks, uint32_t threads, const uint8_t* arguments);

/// The fault that stopped a kernel: after one, every call on the context fails with its number. 0 when there was none.
int lastFault();
