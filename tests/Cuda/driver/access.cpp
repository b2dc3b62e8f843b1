#include "access.hpp"

#include <algorithm>
#include <atomic>
#include <bit>

#include "warp.hpp"

namespace {

enum class Space { Global, Shared, Local };

template <Space Where>
uint8_t* place(Warp& warp, const Instruction& instruction, int lane, uint64_t address, uint64_t size, bool write) {
    if constexpr (Where == Space::Global) return warp.global(instruction, address, size, write);
    else if constexpr (Where == Space::Shared) return warp.sharedAt(instruction, address, size, write);
    else return warp.localAt(instruction, lane, address, size, write);
}

/// The 32-byte sectors of memory that a warp's access touches: what a card moves for it.
struct Sectors {
    std::array<uint64_t, Warp::Lanes> own;
    int count = 0;

    void touch(uint64_t address) {
        const uint64_t sector = address / 32;
        if (count == 0 || own[count - 1] != sector) own[count++] = sector;
    }

    uint64_t distinct() {
        std::sort(own.begin(), own.begin() + count);
        return std::unique(own.begin(), own.begin() + count) - own.begin();
    }
};

/// Calls a function for every active lane with its address, which has to be a multiple of the access's size; the sectors of device memory that they touch together.
template <Space Where, uint64_t Size, class Access>
uint64_t eachAddress(Warp& warp, const Instruction& instruction, Access access) {
    const uint64_t* addresses = warp.row(instruction.from[0]);
    Sectors sectors;
    for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
        const int lane = std::countr_zero(rest);
        const uint64_t address = addresses[lane] + instruction.offset;
        if (address % Size != 0) warp.fault(716, instruction, "a misaligned address");
        access(lane, address);
        if (Where == Space::Global) sectors.touch(address);
    }
    return sectors.distinct();
}

template <Space Where, class T, int Elements = 1>
void load(Warp& warp, const Instruction& instruction) {
    constexpr uint64_t Size = Elements * sizeof(T);
    warp.require(instruction, instruction.from[0]);
    uint64_t* to[] = {warp.row(instruction.to), Elements == 2 ? warp.row(instruction.second) : nullptr};
    const uint64_t sectors = eachAddress<Where, Size>(warp, instruction, [&](int lane, uint64_t address) {
        for (int k = 0; k < Elements; k++) {
            T value;
            std::memcpy(&value, place<Where>(warp, instruction, lane, address + k * sizeof(T), sizeof(T), false), sizeof(T));
            to[k][lane] = value;
        }
    });
    warp.know(instruction.to, warp.active);
    if (Elements == 2) warp.know(instruction.second, warp.active);
    if (Where == Space::Global) {
        warp.counts().loadSectors += sectors;
        warp.counts().loadBytes += std::popcount(warp.active) * Size;
    }
}

template <Space Where, class T, int Elements = 1>
void store(Warp& warp, const Instruction& instruction) {
    constexpr uint64_t Size = Elements * sizeof(T);
    for (int k = 0; k <= Elements; k++) warp.require(instruction, instruction.from[k]);
    const uint64_t* from[] = {warp.row(instruction.from[1]), Elements == 2 ? warp.row(instruction.from[2]) : nullptr};
    const uint64_t sectors = eachAddress<Where, Size>(warp, instruction, [&](int lane, uint64_t address) {
        for (int k = 0; k < Elements; k++) {
            const T value = T(from[k][lane]);
            std::memcpy(place<Where>(warp, instruction, lane, address + k * sizeof(T), sizeof(T), true), &value, sizeof(T));
        }
    });
    if (Where == Space::Global) {
        warp.counts().storeSectors += sectors;
        warp.counts().storeBytes += std::popcount(warp.active) * Size;
    }
}

/// Changes a number in memory in one step. Blocks of a launch run on several processor threads, so the step has to be one there too.
template <Space Where, class T, auto Change>
void change(Warp& warp, const Instruction& instruction) {
    const int operands = 2 + (instruction.from[2] != Instruction::None);
    for (int k = 0; k < operands; k++) warp.require(instruction, instruction.from[k]);
    eachAddress<Where, sizeof(T)>(warp, instruction, [&](int lane, uint64_t address) {
        place<Where>(warp, instruction, lane, address, sizeof(T), false);
        std::atomic_ref<T> number(*reinterpret_cast<T*>(place<Where>(warp, instruction, lane, address, sizeof(T), true)));
        const T first = T(warp.row(instruction.from[1])[lane]), second = operands == 3 ? T(warp.row(instruction.from[2])[lane]) : T(0);
        const T before = Change(number, first, second);
        if (instruction.to != Instruction::None) warp.row(instruction.to)[lane] = before;
    });
    if (instruction.to != Instruction::None) warp.know(instruction.to, warp.active);
}

template <class T>
constexpr auto Add = [](std::atomic_ref<T>& number, T value, T) { return number.fetch_add(value); };

template <class T>
constexpr auto Exchange = [](std::atomic_ref<T>& number, T value, T) { return number.exchange(value); };

template <class T>
constexpr auto CompareAndSwap = [](std::atomic_ref<T>& number, T expected, T value) {
    number.compare_exchange_strong(expected, value);
    return expected;
};

/// shfl.sync: each lane takes another one's number (PTX ISA, "shfl.sync"). A lane that would reach past its segment keeps its own; what a lane
/// that is not there holds, nobody knows.
template <auto Source>
void shuffle(Warp& warp, const Instruction& instruction) {
    const auto [value, step, bounds] = instruction.from;
    for (int from : instruction.from) warp.require(instruction, from);
    const uint32_t members = uint32_t(instruction.offset) & warp.alive();
    if ((warp.active & ~members) != 0) warp.fault(719, instruction, "a shuffle by a lane that its mask does not name");
    if ((members & ~warp.active) != 0) warp.fault(719, instruction, "a shuffle that not all lanes of its mask have come to");
    std::array<uint64_t, Warp::Lanes> results;
    uint32_t known = 0;
    for (int lane = 0; lane < Warp::Lanes; lane++) {
        const int bound = int(warp.row(bounds)[lane] & 31), segment = int(warp.row(bounds)[lane] >> 8 & 31);
        const int most = (lane & segment) | (bound & ~segment);
        const auto [from, within] = Source(lane, int(warp.row(step)[lane] & 31), segment, most);
        const int source = within ? from : lane;
        results[lane] = warp.row(value)[source];
        known |= (members >> source & 1) << lane;
    }
    for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) warp.row(instruction.to)[std::countr_zero(rest)] = results[std::countr_zero(rest)];
    warp.know(instruction.to, warp.active, known);
}

struct Place {
    int lane;
    bool within;                                // of the segment
};

constexpr auto Up = [](int lane, int step, int, int most) { return Place{lane - step, lane - step >= most}; };
constexpr auto Down = [](int lane, int step, int, int most) { return Place{lane + step, lane + step <= most}; };
constexpr auto Butterfly = [](int lane, int step, int, int most) { return Place{lane ^ step, (lane ^ step) <= most}; };
constexpr auto Index = [](int lane, int step, int segment, int most) {
    const int source = (lane & segment) | (step & ~segment);
    return Place{source, source <= most};
};

template <Space Where>
void addSpace(std::unordered_map<std::string, Operation>& own, const std::string& space) {
    constexpr Kind Loading = Where == Space::Shared ? Kind::Shared : Kind::Load, Storing = Where == Space::Shared ? Kind::Shared : Kind::Store;
    for (const char* type : {"f64", "b64", "u64", "s64"}) {
        own["ld." + space + "." + type] = {load<Where, uint64_t>, Loading, 1};
        own["st." + space + "." + type] = {store<Where, uint64_t>, Storing, 2};
    }
    for (const char* type : {"b32", "u32", "s32"}) {
        own["ld." + space + "." + type] = {load<Where, uint32_t>, Loading, 1};
        own["st." + space + "." + type] = {store<Where, uint32_t>, Storing, 2};
    }
    own["ld." + space + ".v2.b32"] = {load<Where, uint32_t, 2>, Loading, 1};
    own["st." + space + ".v2.b32"] = {store<Where, uint32_t, 2>, Storing, 3};
}

template <Space Where>
void addAtomics(std::unordered_map<std::string, Operation>& own, const std::string& space) {
    own["red.add." + space + ".u32"] = own["red.add." + space + ".s32"] = {change<Where, uint32_t, Add<uint32_t>>, Kind::Shared, 2};
    own["atom.add." + space + ".u32"] = own["atom.add." + space + ".s32"] = {change<Where, uint32_t, Add<uint32_t>>, Kind::Shared, 2};
    own["atom.exch." + space + ".b32"] = {change<Where, uint32_t, Exchange<uint32_t>>, Kind::Shared, 2};
    own["atom.cas." + space + ".b32"] = {change<Where, uint32_t, CompareAndSwap<uint32_t>>, Kind::Shared, 3};
}

}  // namespace

void addAccess(std::unordered_map<std::string, Operation>& own) {
    addSpace<Space::Global>(own, "global");
    addSpace<Space::Shared>(own, "shared");
    addSpace<Space::Local>(own, "local");
    addAtomics<Space::Global>(own, "global");
    addAtomics<Space::Shared>(own, "shared");
    own["shfl.sync.up.b32"] = {shuffle<Up>, Kind::Shared, 3};
    own["shfl.sync.down.b32"] = {shuffle<Down>, Kind::Shared, 3};
    own["shfl.sync.bfly.b32"] = {shuffle<Butterfly>, Kind::Shared, 3};
    own["shfl.sync.idx.b32"] = {shuffle<Index>, Kind::Shared, 3};
}
