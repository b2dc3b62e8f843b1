#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel.hpp"
#include "memory.hpp"
#include "registers.hpp"

/// A kernel that does what no kernel may: the card stops it and the context is lost.
struct Fault : std::runtime_error {
    int error;                                  // as the driver numbers it
    Fault(int error, const std::string& what) : std::runtime_error(what), error(error) {}
};

/// What the threads of a block have in common.
struct Block {
    std::vector<uint8_t> shared;
    std::vector<uint8_t> sharedWritten;         // one flag a byte
    Counts counts;
};

/// 32 threads that execute one instruction at a time. Threads that part at a branch go their ways one after the other, and wait for each other where these ways meet again.
class Warp {
public:
    static constexpr int Lanes = RegisterFile::Lanes;
    static constexpr uint32_t Full = ~uint32_t(0);
    static constexpr uint64_t SharedBase = uint64_t(1) << 40, LocalBase = uint64_t(1) << 41;

    explicit Warp(const Kernel& kernel);

    /// Sets the warp to the kernel's first instruction.
    /// @param arguments  as the launch packs them
    /// @param first      the number of lane 0 in its block
    /// @param threads    threads of the block
    void start(const uint8_t* arguments, Block& block, uint32_t number, uint32_t blocks, uint32_t first, uint32_t threads);

    /// Runs until all threads have ended or wait at a barrier; from there on when called again.
    void run();

    bool ended() const { return live == 0; }

    // What operations work with.
    uint64_t* row(int number) { return registers.row(number); }
    uint32_t active = 0;                        // lanes that execute the present instruction
    uint32_t known(int number) const { return defined[number]; }
    void know(int number, uint32_t lanes) { defined[number] |= lanes; }
    void know(int number, uint32_t lanes, uint32_t which) { defined[number] = (defined[number] & ~lanes) | (which & lanes); }

    /// Faults unless every active lane has written the register.
    void require(const Instruction& instruction, int number) const {
        if ((defined[number] & active) != active) [[unlikely]] undefined(instruction, number);
    }

    void branch(const Instruction& instruction);
    void end(const Instruction& instruction);
    void wait(const Instruction& instruction);

    /// Where a lane's access goes, in the processor's memory; faults when it may not.
    uint8_t* global(const Instruction& instruction, uint64_t address, uint64_t size, bool write);
    uint8_t* sharedAt(const Instruction& instruction, uint64_t address, uint64_t size, bool write);
    uint8_t* localAt(const Instruction& instruction, int lane, uint64_t address, uint64_t size, bool write);

    uint32_t alive() const { return live; }
    Counts& counts() { return block->counts; }
    [[noreturn]] void fault(int error, const Instruction& instruction, const std::string& what) const;

private:
    /// Lanes that stand together, and where they leave this way.
    struct Way {
        int place, join;
        uint32_t lanes;
    };

    const Kernel& kernel;
    RegisterFile registers;                     // rows of one number a lane
    std::vector<uint32_t> defined;              // lanes that have written a row
    std::vector<uint8_t> local, localWritten;
    std::vector<Way> ways;                      // the last one is gone now; those before wait where it ends
    Block* block = nullptr;
    Allocation* recent = nullptr;               // where the last access went: the next one mostly goes there too
    uint32_t number = 0, first = 0;
    uint32_t live = 0;
    int place = 0;                              // the next instruction of the active lanes
    bool parted = false, waiting = false;       // the last instruction changed the ways; it was a barrier

    uint32_t chosen(const Instruction& instruction);
    void part(const Instruction& instruction, uint32_t taken);
    [[noreturn]] void undefined(const Instruction& instruction, int number) const;
};
