#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "statistics.hpp"

class Warp;
struct Instruction;

/// What an instruction's name stands for: how a warp executes it and under what it is counted.
struct Operation {
    using Execute = void (*)(Warp&, const Instruction&);
    Execute execute = nullptr;
    Kind kind = Kind::Move;
    int sources = 0;
};

/// One line of PTX. Operands are rows of the register file: named registers, constants, parameters and special registers alike.
struct Instruction {
    static constexpr int None = -1;
    const Operation* operation = nullptr;
    int line = 0;                               // in the module's text
    int predicate = None;
    bool negated = false;                       // @!p
    int to = None;
    std::array<int, 3> from{None, None, None};
    int second = None;                          // the second element of a .v2
    int64_t offset = 0;                         // [register + offset]
    int target = None;                          // of a branch, an index into the code
    int join = None;                            // where threads that part at a branch meet again; past the code when they do not
    bool uniform = false;                       // .uni: promises that a warp does not part here
};

/// A row with the same number in every lane, whatever the launch.
struct Constant {
    int row;
    uint64_t value;
};

/// A row that the launch's arguments fill.
struct Parameter {
    int row;
    uint64_t offset;
    uint64_t size;
};

/// Rows that hold where a thread stands in its launch; None when the kernel does not ask.
struct SpecialRows {
    int thread = Instruction::None, block = Instruction::None, blockSize = Instruction::None, blocks = Instruction::None, lane = Instruction::None;
};

/// An entry of a module, ready to run.
struct Kernel {
    std::string entry;                          // the name it is launched by
    std::string name;                           // for people
    std::vector<Instruction> code;
    int rows = 0;
    std::vector<Constant> constants;
    std::vector<Parameter> parameters;
    std::vector<std::pair<uint64_t, uint64_t>> layout;  // of the arguments: offset and size
    SpecialRows special;
    uint64_t argumentBytes = 0, sharedBytes = 0, localBytes = 0;
    int fused = 0;                              // products that were fused into sums
    std::vector<std::string> registers;         // names of rows, for messages
};

/// What cuModuleLoad reads.
struct Module {
    std::vector<std::unique_ptr<Kernel>> kernels;
};

/// A text that this library does not understand, or one that the card cannot run.
struct Refusal : std::runtime_error {
    int error;                                  // as the driver numbers it
    Refusal(int error, const std::string& what) : std::runtime_error(what), error(error) {}
};
