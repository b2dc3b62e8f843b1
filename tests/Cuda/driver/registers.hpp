#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

/// Memory for the registers of a warp, which launches hand on to each other: it can be megabytes.
class RegisterFile {
public:
    static constexpr int Lanes = 32;            // of a warp
    explicit RegisterFile(size_t rows);
    RegisterFile(RegisterFile&&) = default;
    ~RegisterFile();
    uint64_t* row(int number) { return &(*bytes)[size_t(number) * Lanes]; }

private:
    std::unique_ptr<std::vector<uint64_t>> bytes;
};
