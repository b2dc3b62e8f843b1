// The entry points of NVIDIA's driver library that ILGPU 1.5.3 names (CUDA Driver API). Launches run to their end before they return; what a kernel does wrong is told,
// as a driver does, by the next call that waits.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <thread>

#include "card.hpp"
#include "launch.hpp"
#include "memory.hpp"
#include "parser.hpp"

namespace {

enum Result { Success = 0, InvalidValue = 1, OutOfMemory = 2, NoDevice = 100, InvalidDevice = 101, NotFound = 500, IllegalAddress = 700, NotSupported = 801 };

/// Options of cuModuleLoadDataEx (CUjit_option).
enum JitOption { ErrorLog = 5, ErrorLogSize = 6 };

/// Tags of cuLaunchKernel's extra arguments.
void* const ArgumentsFollow = reinterpret_cast<void*>(1);
void* const SizeFollows = reinterpret_cast<void*>(2);

using Clock = std::chrono::steady_clock;

struct Event {
    Clock::time_point at;
};

/// A handle that is not null and means nothing.
void* handle() {
    static std::atomic<uint64_t> next{0x1000};
    return reinterpret_cast<void*>(next += 16);
}

/// A stretch of memory given by the caller: the processor's own, or the card's. Null when it is neither or too short.
uint8_t* resolve(uint64_t address, size_t size, Allocation** owner) {
    *owner = nullptr;
    if (!DeviceMemory::owns(address)) return reinterpret_cast<uint8_t*>(address);
    *owner = DeviceMemory::get().find(address);
    return *owner && (*owner)->holds(address, size) ? (*owner)->bytes.get() + (address - (*owner)->address) : nullptr;
}

int attribute(int which) {
    const Card& card = Card::get();
    // CUdevice_attribute: what ILGPU asks for. Numbers of a card of 2022 where the settings say nothing.
    static const std::map<int, int> values{
        {1, card.group}, {2, card.group}, {3, card.group}, {4, 64},            // threads of a block and its three dimensions
        {5, 2147483647}, {6, 65535}, {7, 65535},                              // dimensions of a grid
        {8, card.shared}, {9, 65536}, {10, 32}, {11, 2147483647}, {12, 65536}, // shared, constant, warp, pitch, registers of a block
        {13, 1755000}, {15, 1}, {16, card.multiprocessors}, {18, 0}, {19, 1},  // clock (kHz), overlap, multiprocessors, integrated, maps host memory
        {31, 1}, {32, 0}, {33, 1}, {34, 0}, {35, 0}, {36, 2619000}, {37, 5120}, {38, 52428800},  // concurrency, ECC, PCI, memory clock and bus, L2
        {39, 2048}, {40, 3}, {41, 1}, {50, 0},                                // threads of a multiprocessor, copy engines, unified addresses, PCI domain
        {75, card.capability / 10}, {76, card.capability % 10},
        {81, 233472}, {82, 65536}, {83, 1}, {90, 1}, {91, 1}};                // of a multiprocessor: shared memory, registers; managed memory, preemption
    const auto found = values.find(which);
    return found == values.end() ? -1 : found->second;
}

}  // namespace

#define API extern "C" __attribute__((visibility("default"))) int

// Devices and contexts.
API cuInit(unsigned) { return Card::get().start; }

API cuDriverGetVersion(int* version) {
    *version = Card::get().driver;
    return Success;
}

API cuDeviceGetCount(int* count) {
    *count = Card::get().count;
    return Success;
}

API cuDeviceGet(int* device, int ordinal) {
    *device = ordinal;
    return ordinal < Card::get().count ? Success : InvalidDevice;
}

API cuDeviceGetName(char* name, int length, int) {
    std::snprintf(name, length, "%s", Card::get().name.c_str());
    return Success;
}

API cuDeviceTotalMem_v2(size_t* bytes, int) {
    *bytes = Card::get().memory;
    return Success;
}

API cuDeviceGetAttribute(int* value, int which, int) {
    *value = attribute(which);
    if (*value >= 0) return Success;
    log("refused: attribute " + std::to_string(which) + " is not known here");
    return InvalidValue;
}

API cuDeviceCanAccessPeer(int* can, int, int) {
    *can = 0;
    return Success;
}

API cuDeviceGetP2PAttribute(int* value, int, int, int) {
    *value = 0;
    return Success;
}

API cuCtxCreate_v2(Context** context, unsigned, int) {
    *context = new Context();
    Context::use(*context);
    return Success;
}

API cuCtxDestroy_v2(Context* context) {
    Context::forget(context);
    context->gone = true;
    return Success;
}

API cuCtxSetCurrent(Context* context) {
    Context::use(context);
    return Success;
}

API cuCtxSynchronize() { return Context::current().fault; }
API cuCtxEnablePeerAccess(void*, unsigned) { return NotSupported; }
API cuCtxDisablePeerAccess(void*) { return NotSupported; }

API cuCtxGetCacheConfig(int* config) {
    *config = 0;
    return Success;
}

API cuCtxSetCacheConfig(int) { return Success; }

API cuCtxGetSharedMemConfig(int* config) {
    *config = 1;
    return Success;
}

API cuCtxSetSharedMemConfig(int) { return Success; }

API cuGetErrorString(int error, const char** text) {
    static const std::map<int, std::string> texts{
        {Success, "no error"}, {InvalidValue, "invalid argument"}, {OutOfMemory, "out of memory"}, {NoDevice, "no CUDA-capable device is detected"},
        {InvalidDevice, "invalid device ordinal"}, {218, "a PTX JIT compilation failed"}, {222, "the provided PTX was compiled with an unsupported toolchain"},
        {NotFound, "named symbol not found"}, {IllegalAddress, "an illegal memory access was encountered"}, {716, "misaligned address"}, {719, "unspecified launch failure"},
        {NotSupported, "operation not supported"}};
    const auto found = texts.find(error);
    *text = found == texts.end() ? "unrecognized error code" : found->second.c_str();
    return found == texts.end() ? InvalidValue : Success;
}

// Memory.
API cuMemGetInfo_v2(size_t* free, size_t* total) {
    *total = Card::get().memory;
    *free = DeviceMemory::get().free();
    return Success;
}

API cuMemAlloc_v2(uint64_t* address, size_t size) {
    if (size == 0) return InvalidValue;
    const auto own = DeviceMemory::get().allocate(size);
    *address = own.value_or(0);
    return own ? Success : OutOfMemory;
}

API cuMemFree_v2(uint64_t address) { return address == 0 || DeviceMemory::get().release(address) ? Success : InvalidValue; }

API cuMemAllocHost_v2(void** address, size_t size) {
    *address = std::malloc(size);
    return *address ? Success : OutOfMemory;
}

API cuMemFreeHost(void* address) {
    std::free(address);
    return Success;
}

API cuMemHostRegister_v2(void*, size_t, unsigned) { return Success; }
API cuMemHostUnregister(void*) { return Success; }

API cuMemHostGetDevicePointer_v2(void** device, void* host, unsigned) {
    *device = host;
    return Success;
}

API cuMemcpyAsync(uint64_t to, uint64_t from, size_t size, void*) {
    if (Context::current().fault != 0) return Context::current().fault;
    Allocation *target, *source;
    uint8_t *there = resolve(to, size, &target), *here = resolve(from, size, &source);
    if (!there || !here) {
        log("refused: a copy of " + std::to_string(size) + " bytes that leaves device memory");
        return InvalidValue;
    }
    if (size > 0 && source && !source->initialised(from, size)) {
        log("refused: a copy of device memory that nothing was written to");
        std::fprintf(stderr, "stand-in card: a copy of device memory that nothing was written to\n");
        return IllegalAddress;
    }
    std::memcpy(there, here, size);
    if (target) target->mark(to, size);
    return Success;
}

API cuMemsetD8Async(uint64_t address, uint8_t value, size_t size, void*) {
    Allocation* owner;
    uint8_t* there = resolve(address, size, &owner);
    if (!there || !owner) return InvalidValue;
    std::memset(there, value, size);
    owner->mark(address, size);
    return Success;
}

API cuPointerGetAttribute(void*, int, uint64_t) { return InvalidValue; }

// Streams and events: everything is done at once.
API cuStreamCreate(void** stream, unsigned) {
    *stream = handle();
    return Success;
}

API cuStreamCreateWithPriority(void** stream, unsigned flags, int) { return cuStreamCreate(stream, flags); }
API cuStreamDestroy_v2(void*) { return Success; }
API cuStreamSynchronize(void*) { return Context::current().fault; }

API cuEventCreate(Event** event, unsigned) {
    *event = new Event{Clock::now()};
    return Success;
}

API cuEventDestroy_v2(Event* event) {
    delete event;
    return Success;
}

API cuEventRecord(Event* event, void*) {
    event->at = Clock::now();
    return Success;
}

API cuEventQuery(Event*) { return Context::current().fault; }
API cuEventSynchronize(Event*) { return Context::current().fault; }

API cuEventElapsedTime(float* milliseconds, Event* first, Event* last) {
    *milliseconds = std::chrono::duration<float, std::milli>(last->at - first->at).count();
    return Success;
}

// Modules and launches.
API cuModuleLoadDataEx(Module** module, const char* text, unsigned count, const int* options, void** values) {
    try {
        *module = parse(text).release();
        for (const auto& kernel : (*module)->kernels)
            log("module: " + kernel->name + ", " + std::to_string(kernel->code.size()) + " instructions, " + std::to_string(kernel->fused) + " fused");
        return Success;
    } catch (const Refusal& refusal) {
        log(std::string("refused: ") + refusal.what());
        std::fprintf(stderr, "stand-in card: %s\n", refusal.what());
        char* message = nullptr;
        size_t size = 0;
        for (unsigned k = 0; k < count; k++) {
            if (options[k] == ErrorLog) message = static_cast<char*>(values[k]);
            if (options[k] == ErrorLogSize) size = reinterpret_cast<size_t>(values[k]);
        }
        if (message && size > 0) std::snprintf(message, size, "%s", refusal.what());
        return refusal.error;
    }
}

API cuModuleLoadData(Module** module, const char* text) { return cuModuleLoadDataEx(module, text, 0, nullptr, nullptr); }

API cuModuleUnload(Module* module) {
    delete module;
    return Success;
}

API cuModuleGetFunction(Kernel** kernel, Module* module, const char* name) {
    for (const auto& own : module->kernels) {
        if (own->entry == name) {
            *kernel = own.get();
            return Success;
        }
    }
    return NotFound;
}

API cuLaunchKernel(Kernel* kernel, unsigned blocks, unsigned blocksY, unsigned blocksZ, unsigned threads, unsigned threadsY, unsigned threadsZ, unsigned shared, void*, void** each,
                   void** extra) {
    if (blocksY != 1 || blocksZ != 1 || threadsY != 1 || threadsZ != 1 || shared != 0) {
        log("refused: a launch of more than one dimension, or with dynamic shared memory");
        return NotSupported;
    }
    std::vector<uint8_t> arguments(kernel->argumentBytes);
    if (each) {
        for (size_t k = 0; k < kernel->layout.size(); k++) std::memcpy(&arguments[kernel->layout[k].first], each[k], kernel->layout[k].second);
    } else {
        const void* packed = nullptr;
        size_t size = 0;
        for (void** tag = extra; tag && *tag; tag += 2) {
            if (*tag == ArgumentsFollow) packed = tag[1];
            else if (*tag == SizeFollows) size = *static_cast<size_t*>(tag[1]);
        }
        if (!packed || size < arguments.size()) {
            log("refused: " + std::to_string(size) + " bytes of arguments, " + std::to_string(arguments.size()) + " expected");
            return InvalidValue;
        }
        std::memcpy(arguments.data(), packed, arguments.size());
    }
    return launch(*kernel, blocks, threads, arguments.data());
}

API cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, Kernel*, int threads, size_t) {
    // Registers, which only an assembler knows, set no limit here.
    constexpr int MostBlocks = 32, MostThreads = 2048;
    *blocks = std::min(MostBlocks, std::max(1, MostThreads / std::max(1, threads)));
    return Success;
}

API cuOccupancyMaxPotentialBlockSize(int* blocks, int* threads, Kernel*, void*, size_t, int limit) {
    *threads = limit > 0 ? std::min(limit, Card::get().group) : Card::get().group;
    *blocks = Card::get().multiprocessors;
    return Success;
}
