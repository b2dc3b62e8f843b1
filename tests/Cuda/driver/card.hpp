#pragma once
#include <cstdint>
#include <string>

/// The card that this library pretends to be. Every member is set by the environment variable named beside it, so that a test can be any card.
struct Card {
    std::string name;              // STAND_IN_NAME
    int count;                     // STAND_IN_COUNT: cards in the machine
    int start;                     // STAND_IN_START: what cuInit returns, 0 when the driver is well
    int driver;                    // STAND_IN_DRIVER: CUDA version, 11080 is 11.8, whose texts the tests look at
    int capability;                // STAND_IN_CAPABILITY: compute capability times ten, 90 is sm_90
    uint64_t memory;               // STAND_IN_MEMORY: bytes
    uint64_t fullAfter;            // STAND_IN_FULL_AFTER: allocations after which others have taken what is left
    int multiprocessors;           // STAND_IN_MULTIPROCESSORS
    int group;                     // STAND_IN_GROUP: most threads of a block
    int shared;                    // STAND_IN_SHARED: most bytes of shared memory of a block
    bool fused;                    // STAND_IN_FUSED: products are fused into sums, as NVIDIA's assembler does
    bool unified;                  // STAND_IN_UNIFIED: the host may use device addresses (for comparisons; initialisation is then not checked)
    int threads;                   // STAND_IN_THREADS: processor threads that run blocks
    std::string statistics;        // STAND_IN_STATISTICS: file that gets a table of what each kernel executed, at exit
    std::string log;               // STAND_IN_LOG: file that gets a line for every launch and every refusal

    /// The one of this process.
    static const Card& get();
};

/// Writes a line to the log, if there is one.
void log(const std::string& line);
