#pragma once
#include <atomic>
#include <cstdint>

#include "kernel.hpp"

/// What a program opens to use the card. A kernel that faults spoils it: every later launch, copy and wait on it fails with the fault's number.
struct Context {
    std::atomic<int> fault{0};
    std::atomic<bool> gone{false};              // destroyed; kept, as other threads may still have it for theirs

    /// The one that this processor thread uses; the last one made where the thread has chosen none.
    static Context& current();
    static void use(Context* context);
    static void forget(Context* context);
};

/// Runs a kernel to its end.
/// @param arguments  as the driver packs them, kernel.argumentBytes of them
/// @return the driver's error number, 0 when it was launched; faults show in the context
int launch(const Kernel& kernel, uint32_t blocks, uint32_t threads, const uint8_t* arguments);
