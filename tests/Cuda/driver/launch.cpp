#include "launch.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "card.hpp"
#include "warp.hpp"

namespace {

constexpr int InvalidValue = 1;

std::atomic<Context*> newest{nullptr};
thread_local Context* own = nullptr;

/// Runs the warps of a block, each until it waits or ends, until all have ended.
void runBlock(std::vector<Warp>& warps, const Kernel& kernel, const uint8_t* arguments, Block& block, uint32_t number, uint32_t blocks, uint32_t threads) {
    block.shared.assign(kernel.sharedBytes, 0xA5);
    block.sharedWritten.assign(kernel.sharedBytes, 0);
    for (size_t k = 0; k < warps.size(); k++) warps[k].start(arguments, block, number, blocks, uint32_t(k) * Warp::Lanes, threads);
    while (std::any_of(warps.begin(), warps.end(), [](const Warp& warp) { return !warp.ended(); })) {
        // Every other block backwards: what lacks a barrier then meets memory not written yet, whichever warp should have written it.
        for (size_t k = 0; k < warps.size(); k++) warps[number % 2 == 0 ? k : warps.size() - 1 - k].run();
    }
}

}  // namespace

Context& Context::current() {
    static Context before;                      // for calls made before a context is
    Context* last = own && !own->gone ? own : newest.load();
    return last ? *last : before;
}

void Context::use(Context* context) {
    own = context;
    newest = context;
}

void Context::forget(Context* context) {
    if (own == context) own = nullptr;
    newest.compare_exchange_strong(context, nullptr);
}

int launch(const Kernel& kernel, uint32_t blocks, uint32_t threads, const uint8_t* arguments) {
    const Card& card = Card::get();
    log("launch " + kernel.name + ": " + std::to_string(blocks) + " blocks of " + std::to_string(threads));
    Context& context = Context::current();
    if (context.fault != 0) return context.fault;
    if (blocks == 0 || threads == 0 || threads > uint32_t(card.group) || kernel.sharedBytes > uint64_t(card.shared)) {
        log("refused: the card has blocks of up to " + std::to_string(card.group) + " threads and " + std::to_string(card.shared) + " bytes of shared memory");
        return InvalidValue;
    }
    std::atomic<uint32_t> next{0};
    std::mutex gate;
    Counts total;
    total.launches = 1;
    total.threads = uint64_t(blocks) * threads;
    total.groups = blocks;
    const auto work = [&] {
        Block block;
        std::vector<Warp> warps;
        for (uint32_t first = 0; first < threads; first += Warp::Lanes) warps.emplace_back(kernel);
        try {
            // Blocks begin in order, so that one may wait for an earlier one.
            for (uint32_t number; (number = next++) < blocks;) runBlock(warps, kernel, arguments, block, number, blocks, threads);
        } catch (const Fault& stopped) {
            next = blocks;
            context.fault = stopped.error;
            log(std::string("fault: ") + stopped.what());
            std::fprintf(stderr, "stand-in card: %s\n", stopped.what());
        }
        std::lock_guard lock(gate);
        total.add(block.counts);
    };
    const uint32_t workers = std::min(blocks, uint32_t(std::max(1, card.threads)));
    if (workers == 1) {
        work();
    } else {
        std::vector<std::jthread> threadsOfProcessor;
        for (uint32_t k = 0; k < workers; k++) threadsOfProcessor.emplace_back(work);
    }
    keep(kernel.name, total);
    return 0;
}
