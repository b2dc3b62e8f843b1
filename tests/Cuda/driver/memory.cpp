#include "memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "card.hpp"

namespace {

constexpr uint64_t Word = 4;
constexpr uint64_t Alignment = 256;       // of what a driver hands out
constexpr uint64_t Base = uint64_t(1) << 62;
constexpr uint64_t Gap = 1 << 16;         // between allocations: a step too far meets nothing
constexpr uint8_t Garbage = 0xA5;         // doubles of it are -2.5e-127, integers -1515870811

}  // namespace

bool Allocation::initialised(uint64_t at, uint64_t count) const {
    if (!written) return true;
    const uint64_t first = (at - address) / Word, last = (at - address + count - 1) / Word;
    return std::all_of(&written[first], &written[last] + 1, [](uint8_t flag) { return flag != 0; });
}

void Allocation::mark(uint64_t at, uint64_t count) {
    if (written && count > 0) {
        const uint64_t first = (at - address) / Word, last = (at - address + count - 1) / Word;
        std::fill(&written[first], &written[last] + 1, 1);
    }
}

DeviceMemory::DeviceMemory() : next(Base) {}

DeviceMemory& DeviceMemory::get() {
    static DeviceMemory memory;
    return memory;
}

std::optional<uint64_t> DeviceMemory::allocate(uint64_t size) {
    std::lock_guard lock(gate);
    if (size == 0 || size > Card::get().memory - used || count++ >= Card::get().fullAfter) return std::nullopt;
    const uint64_t rounded = (size + Alignment - 1) / Alignment * Alignment;
    auto* bytes = static_cast<uint8_t*>(std::aligned_alloc(Alignment, rounded));
    if (!bytes) return std::nullopt;
    std::memset(bytes, Garbage, rounded);
    const bool unified = Card::get().unified;
    const uint64_t address = unified ? reinterpret_cast<uint64_t>(bytes) : next;
    next += rounded + Gap;
    used += size;
    Allocation allocation{address, size, {bytes, std::free}, unified ? nullptr : std::make_unique<uint8_t[]>((size + Word - 1) / Word)};
    allocations.emplace(address, std::move(allocation));
    return address;
}

bool DeviceMemory::release(uint64_t address) {
    std::lock_guard lock(gate);
    const auto found = allocations.find(address);
    if (found == allocations.end()) return false;
    used -= found->second.size;
    allocations.erase(found);
    return true;
}

Allocation* DeviceMemory::find(uint64_t address) {
    std::lock_guard lock(gate);
    auto after = allocations.upper_bound(address);
    if (after == allocations.begin()) return nullptr;
    Allocation& before = std::prev(after)->second;
    return before.holds(address, 1) ? &before : nullptr;
}

uint64_t DeviceMemory::free() const {
    std::lock_guard lock(gate);
    return Card::get().memory - used;
}

bool DeviceMemory::owns(uint64_t address) { return Card::get().unified ? get().find(address) != nullptr : address >= Base; }
