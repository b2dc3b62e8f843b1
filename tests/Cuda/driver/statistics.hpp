#pragma once
#include <array>
#include <cstdint>
#include <string>

/// Kinds of instruction that a card executes in different units.
enum class Kind { Fp64, Fp64Divide, Fp64Root, Fp64Compare, Integer, Convert, Move, Branch, Barrier, Load, Store, Shared };
constexpr int Kinds = int(Kind::Shared) + 1;

/// What was executed: by a block, by a launch, by a kernel in the whole process.
struct Counts {
    uint64_t launches = 0, threads = 0, groups = 0, warpInstructions = 0, laneInstructions = 0;
    std::array<uint64_t, Kinds> byKind{};
    uint64_t loadSectors = 0, loadBytes = 0, storeSectors = 0, storeBytes = 0;   // sectors: of 32 bytes, that one warp's access touches
    uint64_t branches = 0, divergent = 0, brokenUniform = 0;

    void add(const Counts& other);
};

/// Adds to what is written of a kernel, in one table for the whole process, when the process ends.
void keep(const std::string& name, const Counts& counts);
