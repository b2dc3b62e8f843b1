#include "warp.hpp"

#include <algorithm>
#include <bit>
#include <sstream>

namespace {

constexpr int IllegalAddress = 700, LaunchFailure = 719;

std::string hexadecimal(uint64_t number) {
    std::ostringstream text;
    text << "0x" << std::hex << number;
    return text.str();
}

}  // namespace

Warp::Warp(const Kernel& kernel)
    : kernel(kernel),
      registers(kernel.rows),
      defined(kernel.rows),
      local(kernel.localBytes * Lanes),
      localWritten(local.size()) {}

void Warp::start(const uint8_t* arguments, Block& own, uint32_t blockNumber, uint32_t blocks, uint32_t firstThread, uint32_t threads) {
    block = &own;
    number = blockNumber;
    first = firstThread;
    const uint32_t lanes = std::min(uint32_t(Lanes), threads - first);
    live = lanes == Lanes ? Full : (uint32_t(1) << lanes) - 1;
    ways.assign(1, {0, int(kernel.code.size()), live});
    std::fill(defined.begin(), defined.end(), 0);
    std::fill(localWritten.begin(), localWritten.end(), 0);
    const auto fill = [&](int at, auto value) {
        if (at == Instruction::None) return;
        for (int lane = 0; lane < Lanes; lane++) row(at)[lane] = value(lane);
        defined[at] = Full;
    };
    for (const Constant& constant : kernel.constants) fill(constant.row, [&](int) { return constant.value; });
    for (const Parameter& parameter : kernel.parameters) {
        uint64_t value = 0;
        std::memcpy(&value, arguments + parameter.offset, parameter.size);
        fill(parameter.row, [&](int) { return value; });
    }
    fill(kernel.special.thread, [&](int lane) { return uint64_t(first + lane); });
    fill(kernel.special.lane, [&](int lane) { return uint64_t(lane); });
    fill(kernel.special.block, [&](int) { return uint64_t(number); });
    fill(kernel.special.blocks, [&](int) { return uint64_t(blocks); });
    fill(kernel.special.blockSize, [&](int) { return uint64_t(threads); });
}

void Warp::run() {
    Counts& own = counts();
    waiting = false;
    while (!ways.empty() && !waiting) {
        const int join = ways.back().join;
        place = ways.back().place;
        active = ways.back().lanes & live;
        if (active == 0 || place == join) {
            ways.pop_back();
            continue;
        }
        for (parted = false; !parted && place != join;) {
            const Instruction& instruction = kernel.code[place++];
            own.warpInstructions++;
            own.laneInstructions += std::popcount(active);
            own.byKind[int(instruction.operation->kind)]++;
            if (instruction.predicate == Instruction::None || instruction.operation->kind == Kind::Branch) {
                instruction.operation->execute(*this, instruction);
            } else {
                const uint32_t all = active;
                active = chosen(instruction);
                if (active != 0) instruction.operation->execute(*this, instruction);
                active = all;
            }
        }
        if (!parted) ways.pop_back();
    }
}

/// The active lanes for which an instruction's predicate holds.
uint32_t Warp::chosen(const Instruction& instruction) {
    if (instruction.predicate == Instruction::None) return active;
    require(instruction, instruction.predicate);
    const uint64_t* holds = row(instruction.predicate);
    uint32_t lanes = 0;
    for (int lane = 0; lane < Lanes; lane++) lanes |= uint32_t((holds[lane] != 0) != instruction.negated) << lane;
    return lanes & active;
}

void Warp::branch(const Instruction& instruction) {
    const uint32_t taken = chosen(instruction);
    if (instruction.predicate != Instruction::None) {
        counts().branches++;
        if (taken != 0 && taken != active) {
            counts().divergent++;
            counts().brokenUniform += instruction.uniform;
        }
    }
    if (taken == active) {
        place = instruction.target;
    } else if (taken != 0) {
        part(instruction, taken);
    }
}

/// The way gone so far goes on where both new ways end.
void Warp::part(const Instruction& instruction, uint32_t taken) {
    const int next = place, join = instruction.join;
    if (ways.back().join == join) ways.pop_back();
    else ways.back().place = join;
    if (instruction.target != join) ways.push_back({instruction.target, join, taken});
    if (next != join) ways.push_back({next, join, active & ~taken});
    parted = true;
}

void Warp::end(const Instruction& instruction) {
    live &= ~chosen(instruction);
    ways.back().place = place;
    parted = true;
}

void Warp::wait(const Instruction& instruction) {
    if (active != live) fault(LaunchFailure, instruction, "a barrier that not all threads of the warp have come to");
    ways.back().place = place;
    parted = waiting = true;
}

uint8_t* Warp::global(const Instruction& instruction, uint64_t address, uint64_t size, bool write) {
    if (!recent || !recent->holds(address, size)) {
        recent = DeviceMemory::get().find(address);
        if (!recent || !recent->holds(address, size)) fault(IllegalAddress, instruction, "no device memory at " + hexadecimal(address));
    }
    const uint64_t at = address - recent->address;
    if (write) recent->mark(address, size);
    else if (!recent->initialised(address, size))
        fault(IllegalAddress, instruction, "device memory that nothing was written to, at byte " + std::to_string(at) + " of " + std::to_string(recent->size));
    return recent->bytes.get() + at;
}

namespace {

/// The place in a window of memory that threads see from some address on.
uint8_t* window(std::vector<uint8_t>& bytes, std::vector<uint8_t>& written, uint64_t at, uint64_t size, bool write) {
    if (at > bytes.size() || size > bytes.size() - at) return nullptr;
    if (write) std::fill_n(&written[at], size, 1);
    else if (std::any_of(&written[at], &written[at] + size, [](uint8_t flag) { return flag == 0; })) return nullptr;
    return &bytes[at];
}

}  // namespace

uint8_t* Warp::sharedAt(const Instruction& instruction, uint64_t address, uint64_t size, bool write) {
    uint8_t* found = window(block->shared, block->sharedWritten, address - SharedBase, size, write);
    if (!found) fault(IllegalAddress, instruction, "outside shared memory, or not written yet: byte " + std::to_string(int64_t(address - SharedBase)));
    return found;
}

uint8_t* Warp::localAt(const Instruction& instruction, int lane, uint64_t address, uint64_t size, bool write) {
    const uint64_t at = address - LocalBase;
    uint8_t* found = at > kernel.localBytes || size > kernel.localBytes - at ? nullptr : window(local, localWritten, lane * kernel.localBytes + at, size, write);
    if (!found) fault(IllegalAddress, instruction, "outside local memory, or not written yet: byte " + std::to_string(int64_t(at)));
    return found;
}

void Warp::fault(int error, const Instruction& instruction, const std::string& what) const {
    throw Fault(error, kernel.name + ", line " + std::to_string(instruction.line) + " of its PTX, block " + std::to_string(number) + ", threads from " + std::to_string(first)
                           + " on: " + what);
}

void Warp::undefined(const Instruction& instruction, int register_) const {
    fault(IllegalAddress, instruction, "register " + kernel.registers[register_] + " is read and was not written");
}
