#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

/// A stretch of device memory. Bytes start as garbage, as on a card, and a word of four bytes counts as initialised once something was written to it.
struct Allocation {
    uint64_t address;                        // as kernels know it
    uint64_t size;                           // bytes
    std::unique_ptr<uint8_t[], void (*)(void*)> bytes;
    std::unique_ptr<uint8_t[]> written;      // one flag per word; empty where initialisation is not checked

    bool holds(uint64_t at, uint64_t count) const { return at >= address && at - address + count <= size; }
    bool initialised(uint64_t at, uint64_t count) const;
    void mark(uint64_t at, uint64_t count);
};

/// The memory of the card. Its addresses mean nothing to the processor (they are not canonical): host code that follows one faults.
class DeviceMemory {
public:
    static DeviceMemory& get();

    /// A new allocation's address; nothing when the card has not that much left.
    std::optional<uint64_t> allocate(uint64_t size);

    /// False when nothing was allocated at this address.
    bool release(uint64_t address);

    /// The allocation that an address lies in, or null.
    Allocation* find(uint64_t address);

    uint64_t free() const;

    /// Whether an address is the card's; all others are the host's.
    static bool owns(uint64_t address);

private:
    mutable std::mutex gate;
    std::map<uint64_t, Allocation> allocations;
    uint64_t used = 0, count = 0;
    uint64_t next;
    DeviceMemory();
};
